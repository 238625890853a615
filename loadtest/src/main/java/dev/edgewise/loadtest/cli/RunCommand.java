package dev.edgewise.loadtest.cli;

import dev.edgewise.loadtest.cluster.Durations;
import dev.edgewise.loadtest.report.HtmlReport;
import dev.edgewise.loadtest.report.JsonReport;
import dev.edgewise.loadtest.report.TextReport;
import dev.edgewise.loadtest.run.Arrivals;
import dev.edgewise.loadtest.run.Bodies;
import dev.edgewise.loadtest.run.OpenLoop;
import dev.edgewise.loadtest.run.RunOptions;
import dev.edgewise.loadtest.run.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code loadtest run}: open-loop load, reported as text or JSON and, with {@code --out}, as an HTML page. */
@Command(
        name = "run",
        description = "Open-loop load: requests start when they are due, latency counts from that moment."
                + " Exit code 1 when any request was left without an answer.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    private static final double SECONDS_PER_MINUTE = 60;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--rate", defaultValue = "50/s", description = "Requests, as 200/s or 600/min (${DEFAULT-VALUE}).")
    private String rate = "";

    @Option(names = "--duration", defaultValue = "10s", description = "Reported time (${DEFAULT-VALUE}).")
    private String duration = "";

    @Option(names = "--warmup", defaultValue = "2s", description = "Time before it, not reported (${DEFAULT-VALUE}).")
    private String warmup = "";

    @Option(names = "--timeout", defaultValue = "60s", description = "Most time for one request (${DEFAULT-VALUE}).")
    private String timeout = "";

    @Option(
            names = "--arrivals",
            defaultValue = "POISSON",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Arrivals arrivals = Arrivals.POISSON;

    @Option(
            names = "--body",
            paramLabel = "F.jsonl",
            description = "Requests to send in turn, one JSON object per line.")
    private @Nullable Path body;

    @Option(
            names = "--distinct",
            defaultValue = "64",
            description = "Without --body, different questions (${DEFAULT-VALUE}).")
    private int distinct;

    @Option(names = "--stream", description = "Ask for event streams with usage.")
    private boolean stream;

    @Option(names = "--connections", defaultValue = "256", description = "Most connections (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--in-flight",
            defaultValue = "4096",
            description = "Most requests at once; one due past it counts as not sent (${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(names = "--out", paramLabel = "DIR", description = "Write report.json and report.html there.")
    private @Nullable Path folder;

    @Override
    public Integer call() throws InterruptedException, IOException {
        RunReport report = OpenLoop.run(options(), bodies());
        PrintWriter out = spec.commandLine().getOut();
        String json = JsonReport.of(report).toPrettyString();
        out.print(load.json() ? json + "\n" : TextReport.of(report));
        if (folder != null) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.json"), json);
            Path page = folder.resolve("report.html");
            Files.writeString(page, HtmlReport.of(report));
            if (!load.json()) {
                out.printf("%-12s %s%n", "report", page);
            }
        }
        out.flush();
        return report.answered() == report.due() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private RunOptions options() {
        try {
            return new RunOptions(
                    load.target(),
                    load.headers(),
                    perSecond(rate),
                    arrivals,
                    Durations.parse(warmup),
                    Durations.parse(duration),
                    Durations.parse(timeout),
                    stream,
                    connections,
                    load.http2(),
                    inFlight,
                    load.seed());
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
    }

    private Bodies bodies() throws IOException {
        try {
            return body == null
                    ? Bodies.questions(load.model(), Math.max(1, distinct), stream)
                    : Bodies.read(body, stream);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "there is no file " + e.getFile(), e);
        }
    }

    private ParameterException wrong(IllegalArgumentException e) {
        return new ParameterException(
                spec.commandLine(), Objects.requireNonNullElse(e.getMessage(), "wrong option"), e);
    }

    static double perSecond(String rate) {
        String[] parts = rate.strip().split("/", 2);
        String unit = parts.length == 2 ? parts[1].strip() : "s";
        if (!parts[0].strip().matches("\\d{1,9}(\\.\\d{1,6})?") || !(unit.equals("s") || unit.equals("min"))) {
            throw new IllegalArgumentException("'" + rate + "' is no rate; write for example 200/s or 600/min");
        }
        double number = Double.parseDouble(parts[0].strip());
        return unit.equals("s") ? number : number / SECONDS_PER_MINUTE;
    }
}
