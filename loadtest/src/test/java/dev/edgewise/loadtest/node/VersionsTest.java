package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions of a local model on a running node: the embedded embedder, and folders made of its own files. */
@Timeout(120)
class VersionsTest {
    private static final String ACTIVE = "all-minilm-l6-v2-q";

    @TempDir
    Path folder;

    /** The embedded model as a folder; {@code manifest} may make it answer otherwise. */
    private Path version(String name, String manifest) throws Exception {
        Path root = Files.createDirectories(folder.resolve(name));
        copy(
                "all-minilm-l6-v2-q.onnx",
                Files.createDirectories(root.resolve("onnx")).resolve("model.onnx"));
        copy("all-minilm-l6-v2-q-tokenizer.json", root.resolve("tokenizer.json"));
        Files.writeString(
                root.resolve("config.json"),
                "{\"architectures\": [\"BertModel\"], \"model_type\": \"bert\", \"hidden_size\": 384, \"vocab_size\": 30522,"
                        + " \"max_position_embeddings\": 512}");
        Files.writeString(root.resolve("edgewise.yaml"), "task: embed\n" + manifest);
        return root;
    }

    private static void copy(String resource, Path to) throws Exception {
        try (InputStream from = VersionsTest.class.getClassLoader().getResourceAsStream(resource)) {
            assertThat(from).as(resource).isNotNull();
            Files.copy(from, to);
        }
    }

    private static Client.Answer embed(TestNode node, String model, String text) throws Exception {
        return node.client()
                .send(node.client()
                        .post("/v1/embeddings", "{\"model\": \"" + model + "\", \"input\": \"" + text + "\"}"));
    }

    private static Client admin(TestNode node) {
        return new Client("http://127.0.0.1:" + node.adminPort());
    }

    private static Client.Answer act(TestNode node, String model, String act) throws Exception {
        Client admin = admin(node);
        return admin.send(admin.post("/admin/v1/models/" + model + "/" + act, "{}"));
    }

    @Test
    void a_canary_answers_its_share_unstored_is_promoted_when_it_agrees_and_rolled_back_at_a_word() throws Exception {
        Path next = version("next", "pooling: mean\n");
        var tries = new AtomicInteger();
        try (TestNode node = TestNode.start("""
                models:
                  - {name: embed-canary, local: {model: %s, canary: {model: "file:%s", share: 100%%}}}
                """.formatted(ACTIVE, next))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> embed(node, "embed-canary", "warm " + tries.incrementAndGet())
                            .header("Edge-Model")
                            .startsWith("next-"));
            embed(node, "embed-canary", "the sky is blue");
            assertThat(embed(node, "embed-canary", "the sky is blue").header("Edge-Served-By"))
                    .isEqualTo("local");

            Client.Answer promoted = act(node, "embed-canary", "promote");
            assertThat(promoted.status()).as(promoted.body()).isEqualTo(200);
            assertThat(promoted.body()).contains("agreeing by 100");
            assertThat(embed(node, "embed-canary", "the sky is blue").header("Edge-Model"))
                    .startsWith("next-");
            assertThat(embed(node, "embed-canary", "the sky is blue").header("Edge-Served-By"))
                    .isEqualTo("cache-exact");
            assertThat(admin(node).get("/admin/v1/models/embed-canary/versions").body())
                    .contains("\"decision\":\"promoted\"");

            assertThat(act(node, "embed-canary", "rollback").status()).isEqualTo(200);
            Client.Answer back = embed(node, "embed-canary", "the sky is blue");
            assertThat(back.header("Edge-Served-By")).isEqualTo("local");
            assertThat(back.header("Edge-Model")).isEqualTo(ACTIVE);
        }
    }

    @Test
    void a_text_that_is_too_long_for_the_canary_alone_is_answered_by_the_active_version() throws Exception {
        Path brief = version("brief", "pooling: mean\ntokens_max: 16\n");
        var tries = new AtomicInteger();
        try (TestNode node = TestNode.start("""
                models:
                  - {name: embed-brief, local: {model: %s, canary: {model: "file:%s", share: 100%%}}}
                """.formatted(ACTIVE, brief))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> embed(node, "embed-brief", "warm " + tries.incrementAndGet())
                            .header("Edge-Model")
                            .startsWith("brief-"));

            Client.Answer answer = embed(node, "embed-brief", "word ".repeat(64));

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            assertThat(answer.header("Edge-Model")).isEqualTo(ACTIVE);
        }
    }

    @Test
    void a_canary_that_answers_otherwise_is_not_promoted_and_told_how_far_it_is_off() throws Exception {
        Path other = version("other", "pooling: cls\nsamples: [\"the sky is blue\", \"the grass is green\"]\n");
        try (TestNode node = TestNode.start("""
                models:
                  - {name: embed-off, local: {model: %s, canary: {model: "file:%s", share: 0%%, agreement: 99%%}}}
                """.formatted(ACTIVE, other))) {
            Client.Answer refused = act(node, "embed-off", "promote");

            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("agrees with " + ACTIVE).contains("99 % are asked for");
            assertThat(embed(node, "embed-off", "x").header("Edge-Model")).isEqualTo(ACTIVE);
        }
    }

    @Test
    void a_shadow_is_compared_unseen_and_a_canary_that_is_refused_costs_no_answer() throws Exception {
        Path shadow = version("shadow", "pooling: mean\n");
        Path broken = Files.createDirectories(folder.resolve("broken/onnx"));
        Files.writeString(broken.resolve("model.onnx"), "this is no model");
        try (TestNode node = TestNode.start("""
                models:
                  - name: embed-shadowed
                    local: {model: %s, shadow: {model: "file:%s"}, canary: {model: "file:%s", share: 100%%}}
                """.formatted(ACTIVE, shadow, broken.getParent()))) {
            Client.Answer answer = embed(node, "embed-shadowed", "the sky is blue");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Edge-Model")).isEqualTo(ACTIVE);

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(admin(node).get("/metrics").body())
                            .containsPattern("edgewise_local_version_work_total\\{[^}]*outcome=\"agreed\"[^}]*"
                                    + "role=\"shadow\""));
            Client.Answer refused = act(node, "embed-shadowed", "promote");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body()).contains("is refused");
        }
    }
}
