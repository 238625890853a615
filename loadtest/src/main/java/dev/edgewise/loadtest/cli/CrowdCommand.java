package dev.edgewise.loadtest.cli;

import dev.edgewise.loadtest.cluster.Durations;
import dev.edgewise.loadtest.crowd.Crowd;
import dev.edgewise.loadtest.crowd.CrowdReport;
import dev.edgewise.loadtest.report.JsonReport;
import dev.edgewise.loadtest.report.TextReport;
import dev.edgewise.loadtest.run.Arrivals;
import dev.edgewise.loadtest.run.Bodies;
import dev.edgewise.loadtest.run.OpenLoop;
import dev.edgewise.loadtest.run.RunOptions;
import dev.edgewise.loadtest.run.RunReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code loadtest crowd}: load in order, first alone and then beside thousands of idle and slow connections. */
@Command(
        name = "crowd",
        description = "Open-loop load, first alone and then beside idle connections and ones that send a byte a second."
                + " Exit code 1 when a request in order was left without its answer.",
        mixinStandardHelpOptions = true)
public final class CrowdCommand implements Callable<Integer> {
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration GATHERING_MAX = Duration.ofSeconds(60);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Option(names = "--idle", defaultValue = "8000", description = "Connections that say nothing (${DEFAULT-VALUE}).")
    private int idle;

    @Option(
            names = "--slow",
            defaultValue = "1900",
            description = "Connections that send a byte a second of a head (${DEFAULT-VALUE}).")
    private int slow;

    @Option(names = "--rate", defaultValue = "200/s", description = "Requests in order (${DEFAULT-VALUE}).")
    private String rate = "";

    @Option(names = "--duration", defaultValue = "20s", description = "Length of each run (${DEFAULT-VALUE}).")
    private String duration = "";

    @Override
    public Integer call() throws InterruptedException {
        CrowdReport report = run();
        PrintWriter out = spec.commandLine().getOut();
        out.print(load.json() ? JsonReport.of(report).toPrettyString() + "\n" : TextReport.of(report));
        out.flush();
        return report.allServed() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private CrowdReport run() throws InterruptedException {
        RunOptions options = options();
        Bodies bodies = Bodies.questions(load.model(), 64, false);
        RunReport alone = OpenLoop.run(options, bodies);
        try (Crowd crowd = Crowd.gather(options.target(), idle, slow)) {
            int held = crowd.await(idle + slow, GATHERING_MAX);
            RunReport beside = OpenLoop.run(options, bodies);
            return new CrowdReport(held, crowd.peak(), crowd.cut(), crowd.refused(), alone, beside);
        }
    }

    private RunOptions options() {
        try {
            if (idle < 0 || slow < 0 || idle + slow > 60_000) {
                throw new IllegalArgumentException(
                        "a crowd has at most 60000 connections, as many as one address has ports");
            }
            return new RunOptions(
                    load.target(),
                    load.headers(),
                    RunCommand.perSecond(rate),
                    Arrivals.POISSON,
                    WARM_UP,
                    Durations.parse(duration),
                    TIMEOUT,
                    false,
                    32,
                    load.http2(),
                    4096,
                    load.seed());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), Objects.requireNonNullElse(e.getMessage(), "wrong option"), e);
        }
    }
}
