package dev.edgewise.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a manifest beside a model's files makes a node do. */
@Timeout(180)
class ManifestNodeTest {
    @TempDir
    Path folder;

    private String own(String manifest) throws IOException {
        Path model = Files.createDirectories(folder.resolve("own"));
        resource("all-minilm-l6-v2-q.onnx", model.resolve("model.onnx"));
        resource("all-minilm-l6-v2-q-tokenizer.json", model.resolve("tokenizer.json"));
        Files.writeString(
                model.resolve("config.json"),
                "{\"architectures\":[\"BertModel\"],\"hidden_size\":384,\"max_position_embeddings\":512,\"vocab_size\":30522}");
        Files.writeString(model.resolve("edgewise.yaml"), manifest);
        return "node: {region: KR}\n" + TestNode.LISTEN + "store: {dir: \"" + folder.resolve("data")
                + "\"}\ncache: {disk: 0B}\nmodels:\n  - {name: own, local: {model: \"file:own\", keep_alive: 5m}}\n";
    }

    private static void resource(String name, Path to) throws IOException {
        try (InputStream from =
                Objects.requireNonNull(ManifestNodeTest.class.getClassLoader().getResourceAsStream(name))) {
            Files.copy(from, to);
        }
    }

    private static HttpResponse<String> ask(TestNode node) {
        return node.ask("/v1/embeddings", "{\"model\":\"own\",\"input\":\"hello\"}");
    }

    @Test
    void aModelOfAnotherRegionIsNotServed() throws IOException {
        String config = own("regions: [JP, us]\n");

        assertThatThrownBy(() -> TestNode.start(folder, config))
                .hasMessageContaining("its manifest allows regions [JP, us], and this node stands in KR");
    }

    @Test
    void aModelOfThisRegionIsWarmedUpAndTellsWhyItIsNotComputedAsItPrefers() throws IOException {
        try (TestNode node =
                TestNode.start(folder, own("regions: [kr]\nproviders: [cuda]\nsamples: [hello, \"good bye\"]\n"))) {
            assertThat(ask(node).statusCode()).isEqualTo(200);
            assertThat(node.get("/admin/v1/models").body())
                    .contains(
                            "\"provider\":\"cpu\"", "the model's manifest prefers it, and this node does not offer it");
        }
    }

    @Test
    void aModelThatFailsOnItsOwnSampleIsNotServed() throws IOException {
        try (TestNode node = TestNode.start(folder, own("tokens_max: 4\nsamples: [a b c d e f g h i j]\n"))) {
            HttpResponse<String> reply = ask(node);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(503);
            assertThat(node.get("/admin/v1/models").body()).contains("does not answer sample 1 of its manifest");
        }
    }
}
