package dev.edgewise.loadtest.cli;

import dev.edgewise.loadtest.cluster.Durations;
import dev.edgewise.loadtest.report.JsonReport;
import dev.edgewise.loadtest.report.TextReport;
import dev.edgewise.loadtest.streams.ClosedLoop;
import dev.edgewise.loadtest.streams.StreamsOptions;
import dev.edgewise.loadtest.streams.StreamsReport;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code loadtest streams}: event streams whose every event is checked; the centre must be the stand-in cluster. */
@Command(
        name = "streams",
        description = "Keeps event streams running through a node to the stand-in cluster and checks that every event"
                + " arrives once, alone and in order. Exit code 1 when one did not.",
        mixinStandardHelpOptions = true)
public final class StreamsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--streams", defaultValue = "32", description = "Streams at once (${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Streams one after the other on each connection (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--ramp",
            defaultValue = "100ms",
            description = "Time over which the first begin (${DEFAULT-VALUE}).")
    private String ramp = "";

    @Option(names = "--timeout", defaultValue = "60s", description = "Most time for one stream (${DEFAULT-VALUE}).")
    private String timeout = "";

    @Override
    public Integer call() throws InterruptedException {
        StreamsReport report = ClosedLoop.run(options());
        PrintWriter out = spec.commandLine().getOut();
        out.print(load.json() ? JsonReport.of(report).toPrettyString() + "\n" : TextReport.of(report));
        out.flush();
        return report.failed() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private StreamsOptions options() {
        try {
            return new StreamsOptions(
                    load.target(),
                    load.headers(),
                    load.model(),
                    streams,
                    rounds,
                    Durations.parse(ramp),
                    Durations.parse(timeout),
                    load.http2(),
                    load.seed());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), Objects.requireNonNullElse(e.getMessage(), "wrong option"), e);
        }
    }
}
