package dev.edgewise.gateway.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderNotes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as a user types them, against a hub on loopback. */
class ModelCommandTest {
    /** The smallest graph there is: {@code y = Relu(x)}. */
    private static final byte[] ONNX = HexFormat.of()
            .parseHex("0808" + "3a28" + "0a0c0a0178120179220452656c75" + "5a0b0a017812060a0408011200"
                    + "620b0a017912060a0408011200" + "4202" + "1011");

    @TempDir
    Path folder;

    private HttpServer hub;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void serve() throws IOException {
        Map<String, byte[]> files = Map.of(
                "/api/models/acme/relu",
                "{\"sha\": \"0123456789abcdef\", \"siblings\": [{\"rfilename\": \"model.onnx\"}]}"
                        .getBytes(StandardCharsets.UTF_8),
                "/acme/relu/resolve/0123456789abcdef/model.onnx",
                ONNX);
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            byte[] body = files.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        hub.start();
        Files.writeString(
                folder.resolve("edgewise.yaml"), """
                store: {dir: data}
                inference: {hub: {endpoint: "http://127.0.0.1:%d"}}
                models: [{name: m, local: {model: not-pulled-yet}}]
                """.formatted(hub.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        hub.stop(0);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = folder.resolve("edgewise.yaml").toString();
        return new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void whatTheTextsOfAChatModelTakeIsShownByTheSlotsAndTheContextOfTheConfiguration() throws Exception {
        Path chat = Path.of("..", "..", "shared", "hub", "edgewise/smollm2-135m-instruct")
                .toAbsolutePath()
                .normalize();
        assumeTrue(Files.isDirectory(chat), "skipped: the chat model is not beside the checkout");
        Files.writeString(folder.resolve("edgewise.yaml"), """
                store: {dir: data}
                inference: {generation: {slots: 3, context: 1024}}
                models: [{name: m, local: {model: not-pulled-yet}}]
                """);

        assertThat(run("show", "file:" + chat, "--json")).as(err.toString()).isZero();
        long each = json().path("text_memory_bytes_each").asLong();
        assertThat(each).isEqualTo(1024 * 46_080);
        assertThat(json().path("text_memory_bytes").asLong()).isIn(each, 2 * each);
        assertThat(json().path("device_text_memory_bytes").asLong()).isZero();
        assertThat(json().path("text_tokens_max").asInt()).isEqualTo(1024);
        assertThat(json().path("text_slots").asInt()).isEqualTo(3);

        assertThat(run("show", "file:" + chat)).isZero();
        assertThat(out.toString())
                .contains("texts     47.2 MB for the keys and values of each text of 1024 tokens, up to 3 at once; ")
                .contains(" from the load on, others as inference.memory has room");
        assertThat(run("show", "all-minilm-l6-v2-q")).isZero();
        assertThat(out.toString()).doesNotContain("keys and values");
    }

    @Test
    void aModelIsPulledListedShownAndRemoved() throws Exception {
        assertThat(run("pull", "hf:acme/relu")).as(err.toString()).isZero();
        assertThat(out.toString()).startsWith("pulled relu (").endsWith("from hf:acme/relu\n");
        assertThat(err.toString())
                .contains("fetching model.onnx")
                .contains("verified model.onnx sha256:")
                .doesNotContain("\r");

        assertThat(run("ls")).isZero();
        assertThat(out.toString()).contains("all-minilm-l6-v2-q").contains("relu");
        assertThat(run("ls", "--json")).isZero();
        assertThat(json().findValuesAsText("reference")).containsExactly("built in", "hf:acme/relu");

        assertThat(run("show", "relu", "--json")).isZero();
        assertThat(json().path("task").asText()).isEqualTo("infer");
        assertThat(json().path("files").get(0).path("bytes").asInt()).isEqualTo(ONNX.length);

        new ProviderNotes(folder.resolve("data/models"))
                .write(
                        new ModelId("relu"),
                        new ProviderChoice(
                                Provider.CPU, List.of(new ProviderChoice.Refusal(Provider.CUDA, "no device"))));
        assertThat(run("ls")).isZero();
        assertThat(out.toString()).contains("hf:acme/relu  on cpu, not cuda: no device");
        assertThat(run("show", "relu")).isZero();
        assertThat(out.toString()).contains("runs on   cpu").contains("not on cuda: no device");
        assertThat(run("show", "relu", "--json")).isZero();
        assertThat(json().at("/providers_refused/0/reason").asText()).isEqualTo("no device");

        assertThat(run("rm", "relu")).isZero();
        assertThat(out.toString()).isEqualTo("removed relu, " + ONNX.length + " B freed\n");
        assertThat(run("rm", "relu")).isEqualTo(1);
        assertThat(err.toString()).contains("no model named relu was pulled");
        assertThat(run("pull", "hf:acme/relu", "--as", "mine")).isZero();
        assertThat(run("rm", "hf:acme/relu")).isZero();
        assertThat(out.toString()).startsWith("removed mine, ");
    }

    @Test
    void whatCannotBePulledIsOneSentenceAndExitCodeOne() {
        assertThat(run("pull", "hf:acme/nothing")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("edgewise: 127.0.0.1 has no hf:acme/nothing (404): check the name and the revision\n");
        assertThat(run("pull", "http://127.0.0.1/x")).isEqualTo(1);
        assertThat(err.toString()).contains("expected hf:OWNER/NAME");
        assertThat(run("show", "nothing")).isEqualTo(1);
        assertThat(err.toString()).contains("this node has no model nothing; it has all-minilm-l6-v2-q");
    }

    @Test
    void wrongUsageIsExitCodeTwo() {
        assertThat(run("pull")).isEqualTo(2);
        assertThat(run("fetch", "x")).isEqualTo(2);
    }
}
