package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.config.unit.KeyHash;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Batches that the node's own embedder answers, whoever asks, and what they cost. */
class LocalBatchItemsTest {
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static ItemCentre centre;
    private static CacheNode node;

    @BeforeAll
    static void start() {
        centre = new ItemCentre();
        node = CacheNode.of("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                store: {dir: var}
                tenants:
                  - {id: one, keys: ["%s"]}
                  - {id: two, keys: ["%s"]}
                models:
                  - {name: here, local: {model: all-minilm-l6-v2-q}}
                  - {name: there, central: {cluster: main, model: big}}
                clusters:
                  main:
                    endpoints: [{url: "%s"}]
                    health: {interval: 1h, timeout: 30s}
                    price: {input: 1.00 USD/1M, output: 1.00 USD/1M}
                """.formatted(
                        KeyHash.of("k1"), KeyHash.of("k2"), centre.upstream().url()));
    }

    @AfterAll
    static void stop() {
        node.close();
        centre.close();
    }

    private static Answer ask(String key, String model, String input, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "x-api-key";
        all[1] = key;
        System.arraycopy(headers, 0, all, 2, headers.length);
        return node.send("POST", EMBEDDINGS, "{\"model\":\"" + model + "\",\"input\":" + input + "}", all);
    }

    private static JsonNode json(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static int tokens(Answer answer) {
        return json(answer).path("usage").path("prompt_tokens").asInt();
    }

    @Test
    void theNodesOwnModelComputesNewItemsAloneAndTheirVectorsAreThoseOfSingleRequests() {
        Answer first = ask("k1", "here", "[\"rain in Seoul\",\"snow\"]");
        Answer second = ask("k1", "here", "[\"snow\",\"wind over Busan\",\"rain in Seoul\",\"snow\"]");

        assertThat(second.header("cache-status")).isEqualTo("edgewise; fwd=partial; stored; detail=\"items=3/4\"");
        assertThat(second.header("edge-served-by")).isEqualTo("local");
        assertThat(second.header("edge-model")).isEqualTo("all-minilm-l6-v2-q");
        List<String> texts = List.of("snow", "wind over Busan", "rain in Seoul", "snow");
        int all = 0;
        for (int i = 0; i < texts.size(); i++) {
            Answer alone = ask("k1", "here", "\"" + texts.get(i) + "\"", "Cache-Control", "no-store");
            assertThat(json(second).path("data").path(i).path("index").asInt()).isEqualTo(i);
            assertThat(json(second).path("data").path(i).path("embedding"))
                    .isEqualTo(json(alone).path("data").path(0).path("embedding"));
            Answer stored = ask("k1", "here", "\"" + texts.get(i) + "\"", "Cache-Control", "only-if-cached");
            assertThat(stored.header("edge-served-by")).isEqualTo("cache-exact");
            assertThat(json(stored).path("model").asText()).isEqualTo("here");
            all += tokens(stored);
        }
        assertThat(tokens(second)).isEqualTo(all);
        assertThat(tokens(first)).isLessThan(all);

        Answer hit = ask("k1", "here", "[\"snow\",\"wind over Busan\",\"rain in Seoul\",\"snow\"]");
        assertThat(hit.body()).isEqualTo(second.body());
        assertThat(hit.header("etag")).isEqualTo(second.header("etag")).isNotEmpty();
        assertThat(hit.header("edge-served-by")).isEqualTo("cache-exact");
    }

    @Test
    void oneTenantsItemsAreNoneOfAnothers() {
        ask("k1", "there", "[\"mine\",\"too\"]");
        centre.asked();
        assertThat(ask("k2", "there", "[\"mine\",\"too\"]").header("edge-served-by"))
                .isEqualTo("central");
        assertThat(ask("k2", "here", "[\"mine\",\"too\"]").header("edge-served-by"))
                .isEqualTo("local");
        assertThat(centre.asked()).containsExactly(List.of("mine", "too"));
    }

    @Test
    void storedItemsCostNothingAndWhatTheyWouldHaveIsToldApart() {
        // Of the same length, so that the shares of what both used are what each would have.
        ask("k1", "there", "[\"1234567890\",\"0987654321\"]");
        double cost = node.settled("edgewise_cost_nanos_total");
        double avoided = node.settled("edgewise_cost_avoided_nanos_total");

        Answer more = ask("k1", "there", "[\"0987654321\",\"1234567\",\"1234567890\"]");

        assertThat(more.header("edge-cost")).isEqualTo("7000");
        assertThat(tokens(more)).isEqualTo(27);
        assertThat(ask("k1", "there", "[\"0987654321\",\"1234567\"]").header("edge-cost"))
                .isEqualTo("0");
        assertThat(node.settled("edgewise_cost_nanos_total") - cost).isEqualTo(7_000);
        assertThat(node.settled("edgewise_cost_avoided_nanos_total") - avoided).isEqualTo(37_000);
    }

    @Test
    void twoThatAskForTheSameBatchAtOnceShareOneRequest() {
        centre.asked();
        centre.hold();
        List<CompletableFuture<Answer>> asking = IntStream.range(0, 2)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> ask("k1", "there", "[\"same\",\"time\",\"same\"]")))
                .toList();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> centre.requests() == 1 && node.node().inFlight() == 2);
        centre.release();

        List<Answer> answers = asking.stream().map(CompletableFuture::join).toList();
        assertThat(answers.get(0).body()).isEqualTo(answers.get(1).body());
        assertThat(json(answers.getFirst()).path("data").size()).isEqualTo(3);
        assertThat(centre.asked()).containsExactly(List.of("same", "time"));
    }

    @Test
    void explainTellsHowManyItemsAreStored() {
        ask("k1", "there", "[\"told\",\"also told\"]");
        String explain =
                "{\"path\":\"/v1/embeddings\",\"tenant\":\"one\",\"request\":{\"model\":\"there\",\"input\":%s}}";

        Answer some = node.explain(explain.formatted("[\"told\",\"untold\"]"));
        Answer all = node.explain(explain.formatted("[\"told\",\"also told\",\"told\"]"));

        assertThat(json(some).path("items").asText()).isEqualTo("1/2");
        assertThat(json(some).path("outcome").asText()).isEqualTo("fetched");
        assertThat(json(all).path("items").asText()).isEqualTo("3/3");
        assertThat(json(all).path("outcome").asText()).isEqualTo("cache-exact");
    }
}
