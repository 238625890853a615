package dev.edgewise.loadtest.demo;

import dev.edgewise.gateway.http.ListenFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
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
            "A fifth line, to a light chat model on the node, follows when that model can be had: pulled from the public"
                    + " hub, or from where EDGEWISE_HUB says: an address, a folder in the hub's layout, or none.",
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

    @Option(names = "--run", description = "Send the requests, print what comes back, and stop.")
    private boolean run;

    private final Map<String, String> environment;

    /** The command of this process. */
    public DemoCommand() {
        this(System.getenv());
    }

    /** @param environment says where the chat model is */
    DemoCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

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
                    return runAll(out, demo, ChatSource.of(environment));
                }
            }
            return untilStopped(out, Demo.start(http, admin, System.out), ChatSource.of(environment));
        } catch (ListenFailure taken) {
            spec.commandLine().getErr().println("edgewise: " + taken.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private static int untilStopped(PrintWriter out, Demo demo, ChatSource source) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "edgewise-demo-stop"));
        introduce(out, demo);
        Thread.ofVirtual().name("edgewise-demo-chat").start(() -> {
            String missing = chat(demo, source);
            out.println(
                    missing.isEmpty()
                            ? "# " + DemoRequest.CHAT_SMALL.title() + "\n" + DemoRequest.CHAT_SMALL.curl(demo.url())
                            : missing);
            out.flush();
        });
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

    private static int runAll(PrintWriter out, Demo demo, ChatSource source) throws IOException, InterruptedException {
        List<Asked> four = Asked.all(demo.url(), DemoRequest.ALL);
        print(out, four);
        String missing = chat(demo, source);
        List<Asked> fifth = missing.isEmpty() ? Asked.all(demo.url(), List.of(DemoRequest.CHAT_SMALL)) : List.of();
        print(out, fifth);
        if (!missing.isEmpty()) {
            out.println(missing);
            out.println();
        }
        boolean kept = Stream.concat(four.stream(), fifth.stream()).allMatch(Asked::asPromised);
        String number = fifth.isEmpty() ? "four" : "five";
        out.println(
                kept
                        ? "All " + number + " came from where they should."
                        : "Not every answer came from where it should.");
        out.flush();
        return kept ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Brings the chat model to the node; gives back one line that says what is missing, or nothing. */
    private static String chat(Demo demo, ChatSource source) {
        String why;
        try {
            switch (ChatModel.bring(source, ChatModel.PULL_TIME_MAX)) {
                case ChatModel.Here here -> {
                    demo.chat(here);
                    return "";
                }
                case ChatModel.Missing(String sentence) -> why = sentence;
            }
        } catch (IOException | IllegalArgumentException e) {
            why = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "the demo is stopping";
        }
        return "No chat on the node: " + why + ". Set " + ChatSource.VARIABLE
                + " to a hub's address, or to a folder with " + ChatSource.REPOSITORIES.getFirst()
                + ", to have it.";
    }

    private static void print(PrintWriter out, List<Asked> asked) {
        for (Asked one : asked) {
            out.println(one.request().title());
            out.println("  POST " + one.request().path()
                    + (one.request().header().isEmpty()
                            ? ""
                            : "   " + one.request().header()));
            one.lines().forEach(line -> out.println("  " + line));
            out.println();
        }
        out.flush();
    }
}
