package dev.edgewise.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.edgewise.loadtest.hub.LocalHub;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoTest {
    private static final String[] RUN = {"--run", "--port", "0", "--admin-port", "0"};

    @TempDir
    Path cache;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return run("none", arguments);
    }

    private int run(String hub, String[] arguments) {
        return new CommandLine(new DemoCommand(Map.of("EDGEWISE_HUB", hub, "XDG_CACHE_HOME", cache.toString())))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void theFourAnswersComeFromTheCentreTheCacheTheNodeAndARule() throws Exception {
        try (Demo demo = Demo.start(0, 0, OutputStream.nullOutputStream())) {
            var asked = Asked.all(demo.url(), DemoRequest.ALL);

            assertThat(asked).extracting(Asked::status).containsOnly(200);
            assertThat(asked).extracting(Asked::servedBy).containsExactly("central", "cache-exact", "local", "policy");
            assertThat(asked)
                    .extracting(one -> one.headers().firstValue("edge-why").orElse(""))
                    .containsExactly("only-central", "cache-hit", "only-local", "policy");
            assertThat(asked.get(1).body()).isEqualTo(asked.get(0).body());
            assertThat(Reading.of(asked.get(2).body())).startsWith("384 numbers: ");
            assertThat(asked.get(3).body()).contains("not offered in New Zealand");
            assertThat(asked.get(3).headers().firstValue("edge-policy")).contains("nz-notice");
        }
    }

    @Test
    void theCurlLinesWorkInAShellAsTheyAre() throws Exception {
        try (Demo demo = Demo.start(0, 0, OutputStream.nullOutputStream())) {
            for (DemoRequest request : DemoRequest.ALL) {
                Process shell = new ProcessBuilder("sh", "-c", request.curl(demo.url()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String shown = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

                assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
                assertThat(shown).startsWith("HTTP/1.1 200 OK").contains("edge-served-by: " + request.servedBy());
            }
        }
    }

    @Test
    void runPrintsEachRequestWithItsAnswerAndSaysZero() {
        int code = run("--run", "--port", "0", "--admin-port", "0");

        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("edge-served-by: central", "edge-served-by: cache-exact", "edge-served-by: local")
                .contains("edge-served-by: policy", "edge-why: only-central", "edge-policy: nz-notice")
                .endsWith("All four came from where they should." + System.lineSeparator());
    }

    @Test
    void aFolderInTheHubsLayoutGivesAFifthAnswerFromTheNode() {
        Path hub = Path.of("..", "..", "shared", "hub");
        assumeTrue(
                Files.isDirectory(hub.resolve("edgewise/smollm2-135m-instruct")),
                "skipped: the chat model is not in ../shared/hub beside the checkout");

        int code = run(hub.toString(), RUN);

        assertThat(out.toString())
                .contains("The node writes a text by its own chat model.", "edge-confidence: 0.")
                .endsWith("All five came from where they should." + System.lineSeparator());
        assertThat(code).isZero();
    }

    @Test
    void aHubGivesTheChatModelOnceAndTheNextDemoFindsItInItsStore() throws Exception {
        Path served = Path.of("..", "..", "shared", "hub");
        assumeTrue(
                Files.isDirectory(served.resolve("edgewise/smollm2-135m-instruct")),
                "skipped: the chat model is not in ../shared/hub beside the checkout");
        String address;
        try (LocalHub hub = LocalHub.of(served)) {
            address = hub.url();

            int code = run(address, RUN);

            assertThat(out.toString())
                    .contains("The node writes a text by its own chat model.", "edge-served-by: local")
                    .contains("edge-model: smollm2-135m-instruct", "edge-confidence: 0.")
                    .endsWith("All five came from where they should." + System.lineSeparator());
            assertThat(code).isZero();
            assertThat(hub.requests())
                    .contains("/api/models/edgewise/smollm2-135m-instruct")
                    .anyMatch(path -> path.endsWith("model_quantized.onnx_data"));
        }
        out.getBuffer().setLength(0);

        assertThat(run(address, RUN)).isZero();
        assertThat(out.toString())
                .as("without the hub")
                .endsWith("All five came from where they should." + System.lineSeparator());
    }

    @Test
    void aHubThatHasNoSuchModelIsSaidInOneLine() throws Exception {
        try (LocalHub hub = LocalHub.of(cache)) {
            assertThat(run(hub.url(), RUN)).isZero();
        }

        assertThat(out.toString().lines().filter(line -> line.startsWith("No chat on the node: ")))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains("(404)", "Set EDGEWISE_HUB to a hub's address");
        assertThat(out.toString()).endsWith("All four came from where they should." + System.lineSeparator());
    }

    @Test
    void aHubThatDoesNotAnswerIsSaidInOneLineAndTheFourStand() throws Exception {
        int closed;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = taken.getLocalPort();
        }

        int code = run("http://127.0.0.1:" + closed, RUN);

        assertThat(code).isZero();
        assertThat(out.toString())
                .containsOnlyOnce("No chat on the node: ")
                .contains("Set EDGEWISE_HUB to a hub's address, or to a folder with edgewise/smollm2-135m-instruct")
                .endsWith("All four came from where they should." + System.lineSeparator());
    }

    @Test
    void aFolderWithoutTheModelIsSaidInOneLine() {
        assertThat(run(cache.toString(), RUN)).isZero();
        assertThat(out.toString()).contains("No chat on the node: the folder " + cache + " has no edgewise/smollm2");
    }

    @Test
    void aPortAskedForByNameThatIsTakenIsRefusedInOneSentence() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code = run("--run", "--port", Integer.toString(taken.getLocalPort()), "--admin-port", "0");

            assertThat(code).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualToIgnoringNewLines("edgewise: port " + taken.getLocalPort()
                            + " is taken; name another with --port, or leave it out for a free one");
        }
    }

    @Test
    void aPortThatCannotBeIsWrongUsage() {
        assertThat(run("--port", "70000")).isEqualTo(2);
        assertThat(err.toString()).contains("--port must be 0 to 65535");
    }
}
