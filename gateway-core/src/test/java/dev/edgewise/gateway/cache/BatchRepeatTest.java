package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.support.Upstream.Seen;
import org.junit.jupiter.api.Test;

/** Batches that are asked for in part, and then once more as they came: what is sent, and what is booked. */
class BatchRepeatTest extends BatchTests {
    BatchRepeatTest() {
        super(centre -> CacheNode.of("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                store: {dir: var}
                cache: {stale_if_error: 500s}
                models: [{name: chat-small, central: {cluster: main, model: big}}]
                clusters:
                  main:
                    endpoints: [{url: "%s"}]
                    health: {interval: 1h, timeout: 30s}
                    price: {input: 1.00 USD/1M, output: 1.00 USD/1M}
                """.formatted(centre.upstream().url())));
    }

    private Seen last() {
        return centre.upstream().seen().getLast();
    }

    @Test
    void aCallersNameForItsRequestAndTheDigestOfItsBodyGoOutWithThatBodyAlone() {
        String[] lines = {"Idempotency-Key", own, "Content-Digest", "sha-256=:BBBB:"};
        Answer whole = embed("ab", lines);
        assertThat(last().headers()).containsEntry("idempotency-key", own).doesNotContainKey("content-digest");
        assertThat(whole.header("content-digest")).isEqualTo("sha-256=:AAAA:");

        Answer together = embed("abc", lines);
        assertThat(last().body()).contains(own + "c").doesNotContain(own + "a");
        assertThat(last().headers()).doesNotContainKeys("idempotency-key", "content-digest");
        assertThat(together.header("content-digest")).isEmpty();
        assertThat(together.header("etag")).isNotEmpty();
    }

    @Test
    void tokensOfAnAnswerThatWasThrownAwayAndSaidNothingOfThemAreUnknownBesideThoseThatWereTold() {
        embed("ab");
        double tokens = node.settled("edgewise_tokens_total{kind=\"prompt\"}");
        double unknown = node.settled("edgewise_usage_unknown_total");
        centre.isCalled("m-2");
        centre.countsFrom(3);
        assertThat(embed("abc").status()).isEqualTo(200);

        assertThat(centre.requests()).isEqualTo(3);
        assertThat(node.settled("edgewise_usage_unknown_total") - unknown).isEqualTo(1);
        assertThat(node.settled("edgewise_tokens_total{kind=\"prompt\"}") - tokens)
                .isEqualTo(3.0 * (own.length() + 1));
    }

    @Test
    void whatAThrownAwayAnswerCostIsBookedWhereAStaleOneIsSent() {
        embed("ab");
        embed("c", "Edge-Cache-Groups", own + "old");
        node.purge("{\"group\":\"" + own + "old\",\"soft\":true}");
        double cost = node.settled("edgewise_cost_nanos_total");
        centre.isCalled("m-2");
        centre.failsFrom(3);
        Answer old = embed("abc");

        assertThat(old.status()).isEqualTo(200);
        assertThat(old.header("edge-served-by")).isEqualTo("cache-stale");
        assertThat(node.settled("edgewise_cost_nanos_total") - cost).isEqualTo(1_000.0 * (own.length() + 1));
    }

    @Test
    void anExplainedBatchHasNoKeyOfItsOwn() {
        embed("ab");
        String asks = "{\"path\":\"" + EMBEDDINGS + "\",\"request\":%s}";
        assertThat(node.explain(asks.formatted(body("abc"))).body())
                .contains("\"items\":\"2/3\"")
                .doesNotContain("\"key\"");
        assertThat(node.explain(asks.formatted(body("a"))).body()).contains("\"key\"");
    }
}
