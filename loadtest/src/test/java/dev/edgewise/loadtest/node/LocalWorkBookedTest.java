package dev.edgewise.loadtest.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.store.ModelStore;
import dev.edgewise.inference.store.StoredFile;
import dev.edgewise.loadtest.cluster.ClusterOptions;
import dev.edgewise.loadtest.cluster.StandInCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a model of the node has read for an answer that nobody got from it. */
@Timeout(300)
class LocalWorkBookedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int INPUTS = 60;
    private static final long WORDS = 240;
    private static final long SPECIAL_TOKENS = 2;
    private static final long ALL_TOKENS = INPUTS * (WORDS + SPECIAL_TOKENS);
    private static final int ATTEMPTS = 10;
    private static final int DIMENSIONS = 384;

    private static boolean isLogged(TestNode node, String id) {
        return node.log().stream().anyMatch(line -> line.contains('"' + id + '"'));
    }

    /** The request line with that id, once it is written. */
    private static JsonNode line(TestNode node, String id) {
        await().atMost(PATIENCE).until(() -> isLogged(node, id));
        return Client.json(node.log().stream()
                .filter(line -> line.contains('"' + id + '"'))
                .findFirst()
                .orElseThrow());
    }

    @Test
    void batchWhoseClientLeavesIsBookedWithTheTokensOfTheInputsThatWereRun() throws Exception {
        try (TestNode node = TestNode.start("""
                inference: {threads: 1}
                models:
                  - {name: vectors, local: {model: all-minilm-l6-v2-q}}
                """)) {
            String one = "{\"model\":\"vectors\",\"input\":\"to load the model\"}";
            assertThat(node.client()
                            .send(node.client().post("/v1/embeddings", one))
                            .status())
                    .isEqualTo(200);
            JsonNode line = left(node, 1);
            for (int attempt = 2; !inTheMidst(line) && attempt <= ATTEMPTS; attempt++) {
                line = left(node, attempt);
            }

            assertThat(line.path("client_gone").asBoolean()).as(line.toString()).isTrue();
            assertThat(line.path("prompt_tokens").asLong())
                    .as(line.toString())
                    .isBetween(WORDS + SPECIAL_TOKENS, ALL_TOKENS - 1);
            assertThat(node.total("edgewise.usage.unknown")).isZero();
        }
    }

    /** Whether some inputs were run and others were not; a busy machine may be late to tell the node that its client left. */
    private static boolean inTheMidst(JsonNode line) {
        long tokens = line.path("prompt_tokens").asLong();
        return line.path("client_gone").asBoolean() && tokens > 0 && tokens < ALL_TOKENS;
    }

    /** The line of a request for many vectors whose client leaves when one of them, or more, are there. */
    private static JsonNode left(TestNode node, int attempt) throws Exception {
        String text = '"' + "word ".repeat((int) WORDS) + '"';
        String many = String.join(",", Collections.nCopies(INPUTS, text));
        try (Wire client = Wire.to(node)) {
            client.send(Wire.post(
                    "/v1/embeddings",
                    "{\"model\":\"vectors\",\"input\":[" + many + "]}",
                    "X-Request-Id: left-" + attempt,
                    "Edge-Cache: off"));
            // Every input is guessed to be longer than it is: with less than that in the queue, one is done.
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> {
                        double tokens = node.gauge("edgewise.local.tokens.queued");
                        return tokens > 0 && tokens < ALL_TOKENS || isLogged(node, "left-" + attempt);
                    });
        }
        return line(node, "left-" + attempt);
    }

    @Test
    void workThatFailsOnTheNodeAndGoesToTheCentreIsBookedApartAndCostsNothing() throws Exception {
        // Numbers within their range whose sums are not: whatever the vector, one of the two labels has no score.
        float[] weights = new float[2 * DIMENSIONS];
        Arrays.fill(weights, 0, DIMENSIONS, Float.MAX_VALUE);
        Arrays.fill(weights, DIMENSIONS, 2 * DIMENSIONS, -Float.MAX_VALUE);
        var head = new LinearHead(
                List.of("yes", "no"),
                DIMENSIONS,
                weights,
                new float[] {Float.MAX_VALUE, Float.MAX_VALUE},
                Calibration.NONE);
        var store = new ModelStore(TestNode.models(), InstantSource.system());
        StoredFile file = store.stage(HeadFile.NAME, new HeadFile("all-minilm-l6-v2-q", head).toBytes());
        store.publish("endless-sums", "head:endless-sums", "1", HeadFile.NAME, List.of(file), HeadFile::read);
        try (StandInCluster cluster = StandInCluster.start(ClusterOptions.defaults());
                TestNode node = TestNode.start(
                        TestNode.clusters("price: {input: 1 USD/1M, output: 1 USD/1M}", cluster) + """
                        models:
                          - {name: topics, local: {model: endless-sums}, central: {cluster: main, model: m}}
                        """)) {
            String body = "{\"model\":\"topics\",\"input\":\"rain\"}";

            // Until the model is loaded, the centre answers without its having tried.
            Client.Answer answer = await().atMost(PATIENCE)
                    .until(
                            () -> asked(node, body),
                            given -> !given.header("edge-why").equals("local-not-ready"));

            assertThat(answer.servedBy()).isEqualTo("central");
            assertThat(answer.header("edge-why")).isEqualTo("local-failed");
            JsonNode line = line(node, answer.header("x-request-id"));
            assertThat(line.path("earlier_prompt_tokens").asLong())
                    .as("rain, and what is put around it: " + line)
                    .isEqualTo(3);
            assertThat(line.path("prompt_tokens").asLong()).as(line.toString()).isZero();
            assertThat(line.path("cost_nanos").asLong()).as(line.toString()).isZero();
            assertThat(node.total("edgewise.tokens", "kind", "prompt")).isEqualTo(3);
        } finally {
            // Other tests share the store.
            store.remove("endless-sums");
        }
    }

    private static Client.Answer asked(TestNode node, String body) throws Exception {
        return node.client().send(node.client().post("/v1/classify", body));
    }
}
