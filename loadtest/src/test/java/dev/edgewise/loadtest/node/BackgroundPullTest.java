package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import dev.edgewise.loadtest.hub.LocalHub;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A configuration whose model has to be pulled: the node serves meanwhile, and takes it up when it is there. */
@Timeout(180)
class BackgroundPullTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private LocalHub hub;
    private StandInCluster cluster;

    @BeforeEach
    void serve() throws IOException {
        Path model = Files.createDirectories(folder.resolve("acme/Embedder"));
        resource(
                "all-minilm-l6-v2-q.onnx",
                Files.createDirectories(model.resolve("onnx")).resolve("model.onnx"));
        resource("all-minilm-l6-v2-q-tokenizer.json", model.resolve("tokenizer.json"));
        Files.writeString(
                model.resolve("config.json"),
                "{\"architectures\":[\"BertModel\"],\"hidden_size\":384,\"max_position_embeddings\":512,\"vocab_size\":30522}");
        hub = LocalHub.of(folder);
        cluster = StandInCluster.start(ClusterOptions.defaults().withDimensions(8));
    }

    @AfterEach
    void stop() {
        hub.close();
        cluster.close();
    }

    private static void resource(String name, Path to) throws IOException {
        try (InputStream from =
                Objects.requireNonNull(BackgroundPullTest.class.getClassLoader().getResourceAsStream(name))) {
            Files.copy(from, to);
        }
    }

    private final Map<Integer, Client> admins = new HashMap<>();

    private TestNode start(String model) throws IOException {
        return TestNode.start(yaml("""
                  - {name: here, local: {model: "%s"}}
                  - {name: both, local: {model: "%s"}, central: {cluster: main, model: e}}
                """.formatted(model, model)));
    }

    private String yaml(String models) {
        // Naming the cache gives the node a folder of its own.
        return TestNode.clusters("", cluster) + """
                cache: {ttl: 1h}
                inference: {hub: {endpoint: "%s"}}
                models:
                %s""".formatted(hub.url(), models);
    }

    private static Client.Answer ask(TestNode node, String model) throws Exception {
        return node.client()
                .send(node.client()
                        .post(
                                "/v1/embeddings",
                                "{\"model\":\"" + model + "\",\"input\":\"hello\"}",
                                "Edge-Cache",
                                "off"));
    }

    /** One for each node: who asks again and again over connections of their own is shut out. */
    private Client admin(TestNode node) {
        return admins.computeIfAbsent(node.adminPort(), port -> new Client("http://127.0.0.1:" + port));
    }

    private JsonNode local(TestNode node) throws Exception {
        return admin(node).get("/admin/v1/models/here").json().path("local");
    }

    private Client.Answer load(TestNode node) throws Exception {
        Client admin = admin(node);
        return admin.send(admin.to("/admin/v1/models/here/load")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    @Test
    void whileAModelIsPulledTheCentreAnswersOrTheCallerIsToldWhenToComeBack() throws Exception {
        var weights = new CountDownLatch(1);
        hub.hold(weights);
        try (TestNode node = start("hf:acme/Embedder")) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(local(node).path("bytes").asLong()).isPositive());
            JsonNode pulling = local(node);
            assertThat(pulling.path("state").asText()).isEqualTo("pulling");
            assertThat(pulling.path("model").asText()).isEqualTo("hf:acme/Embedder");
            assertThat(pulling.path("bytes_total").asLong()).isGreaterThan(23_000_000);

            Client.Answer alone = ask(node, "here");
            assertThat(alone.status()).isEqualTo(503);
            assertThat(alone.header("edge-why")).isEqualTo("local-not-ready");
            assertThat(alone.header("retry-after")).matches("[1-9]\\d?");
            assertThat(alone.error().path("message").asText()).contains("still pulling it");
            assertThat(alone.error().path("retryable").asBoolean()).isTrue();
            Client.Answer helped = ask(node, "both");
            assertThat(helped.servedBy()).isEqualTo("central");
            assertThat(helped.header("edge-why")).isEqualTo("local-not-ready");
            Client.Answer tensors = node.client().send(node.client().post("/v2/models/here/infer", "{\"inputs\":[]}"));
            assertThat(tensors.status()).isEqualTo(503);
            assertThat(node.client().get("/v2/models/here").status()).isEqualTo(503);
            assertThat(node.client()
                            .send(node.client().post("/v2/repository/index", ""))
                            .body())
                    .contains("UNAVAILABLE", "is being pulled");
            assertThat(load(node).body()).contains("is being pulled");
            assertThat(new Client("http://127.0.0.1:" + node.adminPort())
                            .get("/health/ready")
                            .status())
                    .isEqualTo(200);

            weights.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(ask(node, "here").status()).isEqualTo(200));
            assertThat(ask(node, "here").header("edge-model")).isEqualTo("embedder");
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(ask(node, "both").servedBy()).isEqualTo("local"));
            assertThat(local(node).path("state").asText()).isEqualTo("ready");
            await().atMost(LIMIT).untilAsserted(() -> assertThat(counter(node)).isEqualTo(1));
        } finally {
            weights.countDown();
        }
    }

    private static double counter(TestNode node) throws Exception {
        String metrics = new Client("http://127.0.0.1:" + node.adminPort())
                .get("/metrics")
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("edgewise_local_pulls_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void aHubThatIsDownIsToldWithItsReasonAndAskedAgainAtAnOperatorsWord() throws Exception {
        hub.down(true);
        try (TestNode node = start("hf:acme/Embedder")) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(local(node).path("state").asText()).isEqualTo("absent"));
            assertThat(local(node).path("reason").asText()).contains("503");
            assertThat(local(node).path("tries").asInt()).isPositive();
            Client.Answer alone = ask(node, "here");
            assertThat(alone.status()).isEqualTo(503);
            assertThat(alone.header("retry-after")).matches("[1-9]\\d?");
            assertThat(ask(node, "both").servedBy()).isEqualTo("central");

            hub.down(false);
            load(node);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(ask(node, "here").status()).isEqualTo(200));
        }
    }

    @Test
    void aModelThatTheHubDoesNotHaveIsToldByName() throws Exception {
        try (TestNode node = start("hf:acme/Nobody")) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(local(node).path("state").asText()).isEqualTo("absent"));
            assertThat(local(node).path("reason").asText()).contains("(404)");
            assertThat(ask(node, "both").servedBy()).isEqualTo("central");
        }
    }

    @Test
    void twoExportsOfOneRepositoryComeOnceEachAndAnswerSideBySide() throws Exception {
        Path onnx = folder.resolve("acme/Embedder/onnx");
        Files.copy(onnx.resolve("model.onnx"), onnx.resolve("tiny.onnx"));
        Set<String> answered = new TreeSet<>();
        try (TestNode node = TestNode.start(yaml("""
                  - name: here
                    local:
                      model: hf:acme/Embedder
                      canary: {model: "hf:acme/Embedder#onnx/tiny.onnx", share: 50%}
                """))) {
            await().atMost(LIMIT).untilAsserted(() -> {
                answered.add(ask(node, "here").header("edge-model"));
                assertThat(answered).contains("embedder", "embedder--onnx-tiny");
            });

            assertThat(counter(node)).isEqualTo(2);
            assertThat(hub.requests())
                    .filteredOn(path -> path.startsWith("/api/"))
                    .hasSize(2);
            assertThat(local(node).path("model").asText()).isEqualTo("embedder");
        }
    }

    private Path another(String name) throws IOException {
        Path first = folder.resolve("acme/Embedder");
        Path other = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(other.resolve("onnx"));
        for (String file : List.of("onnx/model.onnx", "tokenizer.json", "config.json")) {
            Files.copy(first.resolve(file), other.resolve(file));
        }
        return other;
    }

    @Test
    void aModelThatCameWhileAnotherCannotBeServedIsNotToldAsAFailedPull() throws Exception {
        Path other = another("other");
        Path away = folder.resolve("away");
        var weights = new CountDownLatch(1);
        hub.hold(weights);
        try (TestNode node = TestNode.start(yaml("""
                  - {name: here, local: {model: hf:acme/Embedder}}
                  - {name: beside, local: {model: "file:%s"}}
                """.formatted(other)))) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(local(node).path("bytes").asLong()).isPositive());
            Files.move(other, away);
            weights.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(local(node).path("reason").asText())
                            .contains(
                                    "it is here, but the configuration cannot be taken up",
                                    "model beside cannot be served"));

            Files.move(away, other);
            load(node);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(ask(node, "here").status()).isEqualTo(200));
            assertThat(hub.requests())
                    .filteredOn(path -> path.startsWith("/api/"))
                    .as("pulls")
                    .hasSize(1);
        } finally {
            weights.countDown();
        }
    }

    @Test
    void aPullThatNobodyWantsAnyMoreMakesRoomForTheNext() throws Exception {
        another("acme/Other");
        var weights = new CountDownLatch(1);
        hub.hold(weights);
        try (TestNode node = start("hf:acme/Embedder")) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(local(node).path("bytes").asLong()).isPositive());
            hub.hold(new CountDownLatch(0));

            node.reload(yaml("  - {name: here, local: {model: \"hf:acme/Other\"}}\n"));

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(ask(node, "here").status()).isEqualTo(200));
            assertThat(ask(node, "here").header("edge-model")).isEqualTo("other");
        } finally {
            weights.countDown();
        }
    }
}
