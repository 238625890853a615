package dev.edgewise.loadtest.cli;

import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.Durations;
import dev.edgewise.loadtest.cluster.Fault;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code loadtest cluster}: runs the stand-in central cluster until it is stopped. */
@Command(
        name = "cluster",
        description = "Runs the stand-in central cluster: OpenAI-compatible chat, completions, embeddings and models,"
                + " with vLLM-style metrics, deterministic answers and faults on demand.",
        mixinStandardHelpOptions = true)
public final class ClusterCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "9301", description = "Port, 0 for a free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--ttft", defaultValue = "0ms", description = "Time to the first token (${DEFAULT-VALUE}).")
    private String ttft = "0ms";

    @Option(names = "--gap", defaultValue = "0ms", description = "Time between tokens (${DEFAULT-VALUE}).")
    private String gap = "0ms";

    @Option(names = "--tokens", defaultValue = "100", description = "Tokens of an answer (${DEFAULT-VALUE}).")
    private int tokens;

    @Option(names = "--dimensions", defaultValue = "384", description = "Length of vectors (${DEFAULT-VALUE}).")
    private int dimensions;

    @Option(names = "--echo", description = "Answer with the last user message.")
    private boolean echo;

    @Option(names = "--seed", defaultValue = "1", description = "Another seed gives other answers (${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--fail-rate",
            description = "Share of model requests that fail, 0 to 1 (1 when --fault is given, else 0).")
    private @Nullable Double failRate;

    @Option(
            names = "--fault",
            paramLabel = "NAME[:ARG],…",
            description = "What fails, error:500 by default: " + Fault.NAMES)
    private String faults = "";

    @Option(names = "--api-key", paramLabel = "KEY", description = "The key callers must bring.")
    private @Nullable String apiKey;

    @Option(names = "--models", split = ",", paramLabel = "NAME", description = "Models served; any by default.")
    private List<String> models = List.of();

    @Option(names = "--slots", defaultValue = "4096", description = "Requests worked on at once (${DEFAULT-VALUE}).")
    private int slots;

    @Option(names = "--cert", paramLabel = "PEM", description = "Certificate for TLS; needs --key.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "PEM", description = "Key of the certificate.")
    private @Nullable Path key;

    @Option(names = "--json", description = "Print the address as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (StandInCluster cluster = StandInCluster.start(options())) {
            out.println(json ? "{\"url\":\"" + cluster.url() + "\"}" : "stand-in cluster on " + cluster.url());
            out.flush();
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
            stopped.await();
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            spec.commandLine().getErr().println("cannot listen on " + host + ":" + port + ": " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private ClusterOptions options() {
        try {
            List<Fault> list = Fault.parseAll(faults);
            double rate = Objects.requireNonNullElse(failRate, list.isEmpty() ? 0.0 : 1.0);
            ClusterOptions options = ClusterOptions.defaults()
                    .withAddress(host, port)
                    .withPace(Durations.parse(ttft), Durations.parse(gap), tokens)
                    .withDimensions(dimensions)
                    .withEcho(echo)
                    .withSeed(seed)
                    .withFaults(rate, list.isEmpty() ? List.of(new Fault.Status(500)) : list)
                    .withModels(models)
                    .withSlots(slots)
                    .withRecordsMax(0);
            if (apiKey != null) {
                options = options.withApiKey(apiKey);
            }
            if (certificate != null && key != null) {
                options = options.withTls(new ClusterOptions.KeyPair(certificate, key));
            } else if (certificate != null || key != null) {
                throw new IllegalArgumentException("--cert and --key belong together");
            }
            return options;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), Objects.requireNonNullElse(e.getMessage(), "wrong option"), e);
        }
    }
}
