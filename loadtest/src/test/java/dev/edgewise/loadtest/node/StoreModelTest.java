package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that serves an embedder out of a folder; skipped where the real models do not lie beside the checkout. */
@Timeout(120)
class StoreModelTest {
    @TempDir
    Path folder;

    private static Path real() {
        Path hub = Path.of("../../../shared/hub/edgewise/multilingual-e5-small")
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(hub)) {
            hub = Path.of("../../shared/hub/edgewise/multilingual-e5-small")
                    .toAbsolutePath()
                    .normalize();
        }
        assumeTrue(
                Files.isDirectory(hub),
                "the real models are not here: put them into ../shared/hub beside the checkout");
        return hub;
    }

    private static double cosine(JsonNode one, JsonNode other) {
        double dot = 0;
        for (int i = 0; i < one.size(); i++) {
            dot += one.get(i).asDouble() * other.get(i).asDouble();
        }
        return dot;
    }

    @Test
    void aFolderInHuggingFaceLayoutAnswersEmbeddings() throws Exception {
        try (TestNode node = TestNode.start("""
                models:
                  - {name: embed-multi, local: {model: "file:%s"}}
                """.formatted(real()))) {
            Client.Answer answer = node.client()
                    .send(
                            node.client()
                                    .post(
                                            "/v1/embeddings",
                                            "{\"model\": \"embed-multi\", \"input\": [\"내일 서울 날씨 어때?\","
                                                    + " \"What will the weather be like in Seoul tomorrow?\", \"Reset my password\"]}"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Edge-Served-By")).isEqualTo("local");
            assertThat(answer.header("Edge-Model")).startsWith("multilingual-e5-small-");
            JsonNode data = answer.json().path("data");
            assertThat(data.get(0).path("embedding")).hasSize(384);
            assertThat(cosine(data.get(0).path("embedding"), data.get(1).path("embedding")))
                    .isGreaterThan(
                            cosine(data.get(0).path("embedding"), data.get(2).path("embedding")) + 0.03);

            Client.Answer wrong = node.client()
                    .send(node.client()
                            .post(
                                    "/v1/embeddings",
                                    "{\"model\": \"embed-multi\", \"input\": \"x\", \"prompt_name\": \"title\"}"));
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.body()).contains("no prompt named title");
        }
    }

    @Test
    void aFolderWithAModelThatIsRefusedStopsTheStartWithItsReason() throws Exception {
        Files.createDirectories(folder.resolve("m/onnx"));
        Files.writeString(folder.resolve("m/onnx/model.onnx"), "this is no model");

        assertThatThrownBy(() -> TestNode.start("""
                models:
                  - {name: embed-own, local: {model: "file:%s"}}
                """.formatted(folder.resolve("m"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model embed-own cannot be served")
                .hasMessageContaining("no protobuf");
    }
}
