package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.cli.model.ModelCommand;
import dev.edgewise.gateway.config.ConfigLoader;
import dev.edgewise.gateway.config.Loaded;
import dev.edgewise.gateway.config.unit.KeyHash;
import dev.edgewise.inference.store.ModelStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An operator's own embedder, sent to a running node over HTTP. */
@Timeout(180)
class UploadNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EMBED =
            "models:\n  - {name: embed, local: {model: all-minilm-l6-v2-q, keep_alive: 5m}}\n";
    private static final String OWN = "  - {name: own, local: {model: mine, keep_alive: 5m}}\n";

    @TempDir
    Path folder;

    private String config(String more) {
        return TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\ncache: {disk: 0B}\n" + more;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream from =
                Objects.requireNonNull(UploadNodeTest.class.getClassLoader().getResourceAsStream(name))) {
            return from.readAllBytes();
        }
    }

    private static byte[] tar(String manifest) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            put(tar, "onnx/model.onnx", resource("all-minilm-l6-v2-q.onnx"));
            put(tar, "tokenizer.json", resource("all-minilm-l6-v2-q-tokenizer.json"));
            put(tar, "config.json", CONFIG.getBytes(StandardCharsets.UTF_8));
            put(tar, "edgewise.yaml", manifest.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static final String CONFIG =
            "{\"architectures\":[\"BertModel\"],\"hidden_size\":384,\"max_position_embeddings\":512,\"vocab_size\":30522}";

    private static void put(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static HttpRequest.Builder put(TestNode node, String path, byte[] tar) {
        return node.admin(path).PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tar)));
    }

    private static JsonNode problem(HttpResponse<String> reply, int status) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        assertThat(reply.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = JSON.readTree(reply.body());
        assertThat(problem.path("request_id").asText())
                .isEqualTo(reply.headers().firstValue("x-request-id").orElse("absent"));
        return problem;
    }

    private static String served(TestNode node, String text) {
        HttpResponse<String> reply = node.ask("/v1/embeddings", "{\"model\":\"own\",\"input\":\"" + text + "\"}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("edge-model")).contains("mine");
        return reply.body();
    }

    private Path partial() {
        return folder.resolve("data/models/partial");
    }

    /** The snapshots that the one node of this store says it has. */
    private List<String> inUse() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data/models/in-use"))) {
            Path list = files.filter(file -> file.toString().endsWith(".json"))
                    .findFirst()
                    .orElseThrow();
            return JSON.readValue(list.toFile(), new TypeReference<>() {});
        }
    }

    private ModelStore store() {
        return new ModelStore(folder.resolve("data/models"), InstantSource.system());
    }

    @Test
    void aModelThatIsSentIsServedOnceTheConfigurationNamesItAndItsNextVersionAtAWord() throws Exception {
        try (TestNode node = TestNode.start(folder, config(EMBED), "mine")) {
            HttpResponse<String> sent = node.send(put(node, "/admin/v1/store/mine", tar("pooling: mean\n")));
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
            JsonNode told = JSON.readTree(sent.body());
            assertThat(told.path("reference").asText()).isEqualTo("upload:mine");
            assertThat(told.path("files")).hasSize(4);

            node.rewrite(config(EMBED + OWN));
            assertThat(node.post("/admin/v1/config/reload", "").body()).contains("applied");
            assertThat(inUse()).containsExactly(told.path("snapshot").asText());
            String mean = served(node, "the sky is blue");

            HttpResponse<String> again = node.send(put(node, "/admin/v1/store/mine", tar("pooling: mean\n")));
            assertThat(again.statusCode()).isEqualTo(200);
            assertThat(JSON.readTree(again.body()).path("unchanged").asBoolean())
                    .isTrue();

            HttpResponse<String> next = node.send(put(node, "/admin/v1/store/mine", tar("pooling: cls\n")));
            assertThat(next.statusCode()).isEqualTo(201);
            assertThat(JSON.readTree(next.body()).path("snapshot").asText())
                    .isNotEqualTo(told.path("snapshot").asText());
            assertThat(node.post("/admin/v1/models/own/load", "").statusCode()).isEqualTo(200);
            assertThat(served(node, "the sky is blue")).isNotEqualTo(mean);
            assertThat(inUse())
                    .containsExactly(JSON.readTree(next.body()).path("snapshot").asText());
            assertThat(partial()).isEmptyDirectory();
        }
    }

    @Test
    void aNodeThatFailsAtItsStartHasNothingInUse() throws Exception {
        try (TestNode node = TestNode.start(folder, config(EMBED))) {
            assertThat(node.send(put(node, "/admin/v1/store/mine", tar("pooling: mean\n")))
                            .statusCode())
                    .isEqualTo(201);
        }
        Path pinned = Files.writeString(
                folder.resolve("pinned.yaml"),
                "pinned: [{id: open, questions: ['When do you open?'], answer: At nine.}]");
        Path file = Files.writeString(
                folder.resolve("edgewise.yaml"),
                config(EMBED + OWN).replace("{disk: 0B}", "{disk: 0B, pinned: ['" + pinned + "']}"));
        var loader = new ConfigLoader(Map.of(), Set.of("all-minilm-l6-v2-q", "mine"));
        assertThat(loader.load(file)).isInstanceOfSatisfying(Loaded.Good.class, good -> {
            assertThatCode(() -> Files.writeString(pinned, "pinned: {")).doesNotThrowAnyException();
            assertThatThrownBy(() -> Node.start(good.config(), NodeOptions.system()))
                    .isInstanceOf(UnusableException.class);
        });

        assertThat(store().model("mine")).isPresent();
        assertThat(folder.resolve("data/models/in-use")).doesNotExist();
    }

    @Test
    void whatIsRefusedSaysWhyAndLeavesNothing() throws Exception {
        try (TestNode node = TestNode.start(folder, config(EMBED))) {
            JsonNode wrongSum =
                    problem(node.send(put(node, "/admin/v1/store/mine?sha256=" + "0".repeat(64), tar(""))), 422);
            assertThat(wrongSum.path("detail").asText()).contains("announced with sha256");
            assertThat(wrongSum.path("retryable").asBoolean()).isTrue();
            problem(node.send(put(node, "/admin/v1/store/mine?sha256=abc", tar(""))), 400);
            byte[] tar = tar("");
            assertThat(problem(
                                    node.send(
                                            put(node, "/admin/v1/store/mine", Arrays.copyOf(tar, tar.length - 20_000))),
                                    400)
                            .path("detail")
                            .asText())
                    .contains("Send");
            JsonNode name = problem(node.send(put(node, "/admin/v1/store/all-minilm-l6-v2-q", tar)), 409);
            assertThat(name.path("detail").asText()).contains("built in");
            assertThat(name.path("retryable").asBoolean()).isFalse();
            assertThat(problem(node.send(put(node, "/admin/v1/store/mine", tar("poling: cls\n"))), 422)
                            .path("detail")
                            .asText())
                    .contains("did you mean 'pooling'?");
            assertThat(store().list()).isEmpty();
            assertThat(partial()).isEmptyDirectory();
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aConnectionThatIsCutLeavesNothingAndTheNextUploadIsTaken() throws Exception {
        byte[] tar = tar("pooling: mean\n");
        try (TestNode node = TestNode.start(folder, config(EMBED))) {
            try (var socket =
                    new Socket(InetAddress.getLoopbackAddress(), node.node().adminPort())) {
                var out = socket.getOutputStream();
                out.write(("PUT /admin/v1/store/mine HTTP/1.1\r\nHost: 127.0.0.1:"
                                + node.node().adminPort() + "\r\nContent-Length: " + tar.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(tar, 0, tar.length / 2);
                out.flush();
                Awaitility.await()
                        .until(() -> Files.isDirectory(partial())
                                && partial().toFile().list().length > 0);
                JsonNode busy = problem(node.send(put(node, "/admin/v1/store/other", tar)), 503);
                assertThat(busy.path("detail").asText()).contains("one model at a time");
                assertThat(busy.path("retryable").asBoolean()).isTrue();
            }
            Awaitility.await().until(() -> partial().toFile().list().length == 0);
            assertThat(store().list()).isEmpty();
            Awaitility.await()
                    .until(() ->
                            node.send(put(node, "/admin/v1/store/mine", tar)).statusCode() == 201);
        }
    }

    @Test
    void withoutTheAdminKeyOrRoomNothingIsTaken() throws Exception {
        String listen = "listen: {http: {port: 0}, admin: {port: 0, keys: [\"" + KeyHash.of("right") + "\"]}}\n";
        // A file with a hole takes no room of the disk and all of the budget's.
        Files.createDirectories(folder.resolve("data"));
        try (var file = new RandomAccessFile(folder.resolve("data/other").toFile(), "rw")) {
            file.setLength(95_000_000);
        }
        try (TestNode node = TestNode.start(
                folder,
                listen + "store: {dir: \"" + folder.resolve("data") + "\", disk_max: 100MB}\ncache: {disk: 0B}\n"
                        + EMBED)) {
            problem(node.send(put(node, "/admin/v1/store/mine", tar(""))), 401);
            problem(node.send(put(node, "/admin/v1/store/mine", tar("")).header("authorization", "Bearer wrong")), 401);
            JsonNode full = problem(
                    node.send(put(node, "/admin/v1/store/mine", tar("")).header("authorization", "Bearer right")), 507);
            assertThat(full.path("detail").asText()).contains("store.disk_max");
            assertThat(store().list()).isEmpty();
        }
    }

    @Test
    void theCommandSendsAFolderAndTellsWhyOneIsNotTaken() throws Exception {
        Path own = Files.createDirectories(folder.resolve("own/onnx")).getParent();
        Files.write(own.resolve("onnx/model.onnx"), resource("all-minilm-l6-v2-q.onnx"));
        Files.write(own.resolve("tokenizer.json"), resource("all-minilm-l6-v2-q-tokenizer.json"));
        Files.writeString(own.resolve("config.json"), CONFIG);
        Files.writeString(own.resolve("README.md"), "not sent");
        try (TestNode node = TestNode.start(folder, config(EMBED))) {
            String admin = "http://127.0.0.1:" + node.node().adminPort();
            assertThat(run("push", own.toString(), "mine", "--admin", admin))
                    .startsWith("0 ")
                    .contains("100%", "pushed mine (", "local: {model: mine}");
            assertThat(run("push", own.toString(), "mine", "--admin", admin, "--json"))
                    .startsWith("0 ")
                    .contains("\"unchanged\":true");
            assertThat(store().model("mine").orElseThrow().files()).hasSize(3);
            assertThat(run("push", own.toString(), "all-minilm-l6-v2-q", "--admin", admin))
                    .startsWith("1 ")
                    .contains("built in");
            Files.writeString(own.resolve("edgewise.yaml"), "poling: cls\n");
            assertThat(run("push", own.toString(), "mine", "--admin", admin))
                    .startsWith("1 ")
                    .contains("edgewise.yaml:1:1: unknown key 'poling'; did you mean 'pooling'?");
        }
    }

    /** Exit code, output and errors of a command. */
    private static String run(String... arguments) {
        var out = new StringWriter();
        int code = new CommandLine(new ModelCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return code + " " + out;
    }
}
