package dev.edgewise.loadtest.demo;

import dev.edgewise.gateway.http.ListenFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: starts a node and a stand-in central cluster, and shows where four answers come from. */
@Command(
        name = "demo",
        description = {
            "Starts a node with its embedded model and the stand-in central cluster, in one process, and prints four curl"
                    + " lines whose answers come from the centre, the cache, the node and a rule. Ctrl-C stops all.",
            "Where a standard port is taken, a free one is used; a port that you name is used or the demo fails."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final int PORT = 8080;
    private static final int ADMIN_PORT = 9090;
    private static final int PORT_MAX = 65_535;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the node (8080, else a free one).")
    private @Nullable Integer port;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Port of the node's admin plane (9090, else a free one).")
    private @Nullable Integer adminPort;

    @Option(names = "--run", description = "Send the four requests, print what comes back, and stop.")
    private boolean run;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Integer http = port(port, PORT, "--port");
        Integer admin = port(adminPort, ADMIN_PORT, "--admin-port");
        if (http == null || admin == null) {
            return ExitCode.SOFTWARE;
        }
        try {
            if (run) {
                try (Demo demo = Demo.start(http, admin, OutputStream.nullOutputStream())) {
                    return show(out, Asked.all(demo.url()));
                }
            }
            return untilStopped(out, Demo.start(http, admin, System.out));
        } catch (ListenFailure taken) {
            spec.commandLine().getErr().println("edgewise: " + taken.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private static int untilStopped(PrintWriter out, Demo demo) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "edgewise-demo-stop"));
        introduce(out, demo);
        // Until the process is told to stop.
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    /** The port to take, or null when the one asked for by name is taken. */
    private @Nullable Integer port(@Nullable Integer asked, int standard, String option) {
        int wanted = asked == null ? standard : asked;
        if (wanted < 0 || wanted > PORT_MAX) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be 0 to " + PORT_MAX + ", 0 for a free one");
        }
        if (wanted == Ports.ANY || Ports.isFree(wanted)) {
            return wanted;
        }
        PrintWriter err = spec.commandLine().getErr();
        if (asked == null) {
            err.println("edgewise: port " + wanted + " is taken, so a free one is used (" + option + " chooses one)");
            return Ports.ANY;
        }
        err.println("edgewise: port " + wanted + " is taken; name another with " + option
                + ", or leave it out for a free one");
        return null;
    }

    private static void introduce(PrintWriter out, Demo demo) {
        out.println("node      " + demo.url() + "   (OpenAI's API under /v1)");
        out.println("admin     " + demo.adminUrl() + "   (/metrics, /health/ready, /admin/v1)");
        out.println("centre    " + demo.clusterUrl() + "   (a stand-in: its answers are random words)");
        out.println();
        out.println("Ask it from another terminal; edge-served-by and edge-why say who answered and why.");
        for (DemoRequest request : DemoRequest.ALL) {
            out.println();
            out.println("# " + request.title());
            out.println(request.curl(demo.url()));
        }
        out.println();
        out.println("Ctrl-C stops all. Requests served, one line each:");
        out.flush();
    }

    private static int show(PrintWriter out, List<Asked> asked) {
        for (Asked one : asked) {
            out.println(one.request().title());
            out.println("  POST " + one.request().path()
                    + (one.request().header().isEmpty()
                            ? ""
                            : "   " + one.request().header()));
            one.lines().forEach(line -> out.println("  " + line));
            out.println();
        }
        boolean kept = asked.stream().allMatch(Asked::asPromised);
        out.println(kept ? "All four came from where they should." : "Not every answer came from where it should.");
        out.flush();
        return kept ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
