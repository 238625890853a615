package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Models that cannot be served: what a caller is told, what the operator is told, and that all else goes on. */
@Timeout(180)
class LocalBadModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONNX = "all-minilm-l6-v2-q.onnx";

    @TempDir
    Path folder;

    private Path model;

    /** A whole embedder as a folder of an operator's own. */
    @BeforeEach
    void copy() throws IOException {
        model = Files.createDirectories(folder.resolve("own"));
        embedder(model);
    }

    /** Makes a folder of a whole embedder. */
    static void embedder(Path folder) throws IOException {
        resource(ONNX, folder.resolve("model.onnx"));
        resource("all-minilm-l6-v2-q-tokenizer.json", folder.resolve("tokenizer.json"));
        Files.writeString(
                folder.resolve("config.json"),
                "{\"architectures\":[\"BertModel\"],\"hidden_size\":384,\"max_position_embeddings\":512,\"vocab_size\":30522}");
    }

    private static void resource(String name, Path to) throws IOException {
        try (InputStream from =
                Objects.requireNonNull(LocalBadModelTest.class.getClassLoader().getResourceAsStream(name))) {
            Files.copy(from, to);
        }
    }

    private String config(String inference, String... models) {
        return TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data") + "\"}\ncache: {disk: 0B}\n" + inference
                + "models:\n  - {name: embed, local: {model: all-minilm-l6-v2-q, keep_alive: 5m}}\n"
                + String.join("", models);
    }

    private static final String OWN = "  - {name: own, local: {model: \"file:own\", keep_alive: 5m}}\n";

    private static HttpResponse<String> ask(TestNode node, String name) {
        return node.ask("/v1/embeddings", "{\"model\":\"" + name + "\",\"input\":\"still here\"}");
    }

    private static String refused(HttpResponse<String> reply) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(503);
        assertThat(reply.headers().firstValue("retry-after"))
                .as("the files stay as they are")
                .isEmpty();
        JsonNode error = JSON.readTree(reply.body()).path("error");
        assertThat(error.path("retryable").asBoolean(true)).isFalse();
        assertThat(error.path("request_id").asText())
                .isEqualTo(reply.headers().firstValue("x-request-id").orElse("absent"));
        return error.path("message").asText();
    }

    private static void healthy(TestNode node) {
        assertThat(ask(node, "embed").statusCode()).isEqualTo(200);
        assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
    }

    private static String state(TestNode node) throws IOException {
        for (JsonNode each : JSON.readTree(node.get("/admin/v1/models").body()).path("models")) {
            if (each.path("name").asText().equals("own")) {
                return each.path("local").path("state").asText() + ": "
                        + each.path("local").path("reason").asText();
            }
        }
        return "absent";
    }

    @Test
    void aFolderWithoutATokenizerIsRefusedAndTheNodeKeepsWhatItHad() throws IOException {
        try (TestNode node = TestNode.start(folder, config("", OWN))) {
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
            Files.delete(model.resolve("tokenizer.json"));

            HttpResponse<String> loaded = node.post("/admin/v1/models/own/load", "");

            assertThat(loaded.statusCode()).isEqualTo(503);
            assertThat(loaded.body()).contains("no tokenizer.json").contains("what is in memory stays");
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
            healthy(node);
        }
        assertThatThrownBy(() -> TestNode.start(folder, config("", OWN)))
                .hasMessageContaining("model own cannot be served")
                .hasMessageContaining("no tokenizer.json");
    }

    @Test
    void anExportWithUnknownInputsIsRefusedWithThoseItTakesAndTheNodeKeepsWhatItHad() throws IOException {
        Path file = model.resolve("model.onnx");
        try (TestNode node = TestNode.start(folder, config("", OWN))) {
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
            // Each byte stands for itself in this charset, so that all else stays as it is.
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            Files.writeString(file, bytes.replace("token_type_ids", "speaker_voices"), StandardCharsets.ISO_8859_1);

            HttpResponse<String> loaded = node.post("/admin/v1/models/own/load", "");

            assertThat(loaded.statusCode()).isEqualTo(503);
            assertThat(loaded.body()).contains("speaker_voices").contains("what is in memory stays");
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
            healthy(node);
        }
        assertThatThrownBy(() -> TestNode.start(folder, config("", OWN)))
                .hasMessageContaining("model own cannot be served")
                .hasMessageContaining("speaker_voices");
    }

    @Test
    void aTokenizerOfAnotherModelIsRefusedWithBothNumbersAndTheNodeKeepsWhatItHad() throws IOException {
        Path file = model.resolve("tokenizer.json");
        try (TestNode node = TestNode.start(folder, config("", OWN))) {
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
            String json = Files.readString(file);
            int vocabulary = json.indexOf('{', json.indexOf("\"vocab\"")) + 1;
            Files.writeString(
                    file, json.substring(0, vocabulary) + "\"edgewise\": 40000," + json.substring(vocabulary));

            HttpResponse<String> loaded = node.post("/admin/v1/models/own/load", "");

            assertThat(loaded.statusCode()).isEqualTo(503);
            assertThat(loaded.body())
                    .contains("has 40001 tokens", "an embedding table of 30522", "what is in memory stays");
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
            healthy(node);
        }
        assertThatThrownBy(() -> TestNode.start(folder, config("", OWN)))
                .hasMessageContaining("model own cannot be served")
                .hasMessageContaining("has 40001 tokens");
    }

    @Test
    void aFileCutShortBeforeTheStartIsRefusedByName() throws IOException {
        cut();

        assertThatThrownBy(() -> TestNode.start(folder, config("", OWN)))
                .hasMessageContaining("model own cannot be served")
                .hasMessageContaining("model.onnx");
    }

    @Test
    void aFileCutShortBehindTheNodesBackAnswersNothingUntilItIsWhole() throws IOException {
        try (TestNode node = TestNode.start(folder, config("", OWN))) {
            byte[] whole = Files.readAllBytes(model.resolve("model.onnx"));
            cut();

            refused(ask(node, "own"));
            assertThat(state(node)).startsWith("failed: ");
            healthy(node);

            Files.write(model.resolve("model.onnx"), whole);
            assertThat(node.post("/admin/v1/models/own/load", "").statusCode()).isEqualTo(200);
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
        }
    }

    private void cut() throws IOException {
        try (var file = new RandomAccessFile(model.resolve("model.onnx").toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
    }

    @Test
    void aModelLargerThanTheBudgetIsToldWithBothSizes() throws IOException {
        try (TestNode node = TestNode.start(folder, config("inference: {memory: {host_max: 40MB}}\n", OWN))) {
            HttpResponse<String> never = ask(node, "own");
            assertThat(never.statusCode()).as(never.body()).isEqualTo(503);
            assertThat(never.headers().firstValue("retry-after")).isEmpty();
            assertThat(JSON.readTree(never.body()).at("/error/retryable").asBoolean(true))
                    .isFalse();

            assertThat(state(node))
                    .startsWith("failed: ")
                    .contains("60 MB", "budget of 40 MB", "raise inference.memory.host_max");
            assertThat(node.get("/health/ready").statusCode()).isEqualTo(200);
            node.rewrite(config("inference: {memory: {host_max: 2GB}}\n", OWN));
            assertThat(node.post("/admin/v1/config/reload", "").statusCode()).isEqualTo(200);
            assertThat(ask(node, "own").statusCode()).isEqualTo(200);
            healthy(node);
        }
    }
}
