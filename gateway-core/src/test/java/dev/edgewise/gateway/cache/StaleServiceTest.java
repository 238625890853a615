package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Answers past their lifetime: fresh for 100 s, sent for 50 s more while fetched anew, for 500 s more instead of an error. */
class StaleServiceTest extends CentreTests {
    StaleServiceTest() {
        super("cache: {ttl: 100s, stale_while_revalidate: 50s, stale_if_error: 500s}\n");
    }

    @Test
    void aStaleAnswerIsSentAtOnceAndOneRequestFetchesANewOne() {
        node.ask(question);
        node.passes(110);
        centre.hold();
        for (int i = 0; i < 20; i++) {
            Answer stale = node.ask(question);
            assertThat(stale.brief()).isEqualTo("cache-stale 1");
            assertThat(stale.header("edge-why")).isEqualTo("stale-while-revalidate");
            assertThat(stale.header("cache-status")).matches("edgewise; hit; ttl=-\\d+; detail=stale-while-revalidate");
            assertThat(Integer.parseInt(stale.header("age"))).isGreaterThanOrEqualTo(110);
            assertThat(stale.header("warning")).isEmpty();
        }
        awaitAsked(2);
        centre.release();

        awaitFresh(question, 2);
        assertThat(centre.asked(question)).isEqualTo(2);
        assertThat(node.ask(question).header("cache-status")).matches("edgewise; hit; ttl=\\d+");
    }

    @Test
    void aStaleStreamIsFetchedAnewAsAStream() {
        node.stream(question);
        awaitFresh(question, 1);
        node.passes(110);

        assertThat(node.stream(question).brief()).isEqualTo("cache-stale 1");
        awaitFresh(question, 2);
        assertThat(centre.upstream().seen().getLast().body()).contains("\"stream\":true");
    }

    @Test
    void anotherWayToAskTheSameIsSentTheStaleAnswerToo() {
        node.ask(question);
        node.passes(110);

        Answer other = node.send("POST", "/v1/chat/completions", CacheNode.body(question, ",\"user\":\"somebody\""));
        assertThat(other.brief()).isEqualTo("cache-stale 1");
        awaitFresh(question, 2);
    }

    @Test
    void aFetchThatFailsIsNotTriedAgainAtOnceAndTheAnswerIsKept() {
        node.ask(question);
        node.passes(110);
        centre.fails(503);
        double failedBefore = failed();

        assertThat(node.ask(question).brief()).isEqualTo("cache-stale 1");
        Awaitility.await().atMost(LIMIT).until(() -> failed() == failedBefore + 1);
        int asked = centre.asked(question);
        assertThat(node.ask(question).brief()).isEqualTo("cache-stale 1");
        assertThat(centre.asked(question)).isEqualTo(asked);
        centre.fails(200);
        node.passes(6);
        assertThat(node.ask(question).brief()).isEqualTo("cache-stale 1");
        awaitFresh(question, asked + 1);
    }

    private double failed() {
        return node.node().metric("edgewise_cache_refreshes_total{result=\"failed\"}");
    }

    @Test
    void whoWantsAFreshAnswerGetsOne() {
        node.ask(question);
        node.passes(110);

        assertThat(node.ask(question, "Cache-Control", "min-fresh=0").brief()).isEqualTo("central 2");
        node.passes(110);
        assertThat(node.ask(question, "Cache-Control", "max-age=100").brief()).isEqualTo("central 3");
    }

    @Test
    void onAnErrorTheStaleAnswerIsSentWithTheReason() {
        node.ask(question);
        node.passes(200);
        centre.fails(503);

        Answer stale = node.ask(question);
        assertThat(stale.status()).isEqualTo(200);
        assertThat(stale.brief()).isEqualTo("cache-stale 1");
        assertThat(stale.header("edge-why")).isEqualTo("stale-if-error");
        assertThat(stale.header("cache-status"))
                .matches("edgewise; fwd=stale; fwd-status=503; ttl=-\\d+; detail=stale-if-error:upstream_status_503");
        assertThat(node.stream(question).brief()).isEqualTo("cache-stale 1");
        Answer refused = node.ask(question, "Cache-Control", "stale-if-error=0");
        assertThat(refused.status()).isEqualTo(503);
        centre.fails(200);
        assertThat(node.ask(question).header("edge-served-by")).isEqualTo("central");
    }

    @Test
    void anErrorThatIsTheCallersOwnIsPassedOn() {
        node.ask(question);
        node.passes(200);
        centre.fails(400);

        assertThat(node.ask(question).status()).isEqualTo(400);
    }

    @Test
    void whoAcceptsAStaleAnswerGetsItWithoutAFetch() {
        node.ask(question);
        node.passes(200);

        Answer stale = node.ask(question, "Cache-Control", "max-stale=200");
        assertThat(stale.brief()).isEqualTo("cache-stale 1");
        assertThat(stale.header("edge-why")).isEqualTo("max-stale");
        assertThat(centre.asked(question)).isEqualTo(1);
        assertThat(node.ask(question, "Cache-Control", "max-stale=10").brief()).isEqualTo("central 2");
    }

    @Test
    void anAnswerThatMustBeRevalidatedIsNeverSentStale() {
        centre.says("Cache-Control", "max-age=100, must-revalidate");
        node.ask(question);
        node.passes(110);

        assertThat(node.ask(question).brief()).isEqualTo("central 2");
        node.passes(200);
        centre.fails(503);
        assertThat(node.ask(question).status()).isEqualTo(503);
    }

    @Test
    void purgedMeanwhileItStandsInForNothing() {
        node.ask(question);
        node.passes(200);
        centre.fails(503);
        centre.hold();
        var pending = CompletableFuture.supplyAsync(() -> node.ask(question));
        awaitAsked(2);
        assertThat(node.purge("{\"all\":true}").status()).isEqualTo(200);
        centre.release();

        assertThat(pending.join().status()).isEqualTo(503);
    }

    @Test
    void aSoftPurgeHasItFetchedAnewAndABadCentreDoesNotHurt() {
        node.ask(question);
        assertThat(node.purge("{\"model\":\"chat-small\",\"soft\":true}").body())
                .matches("\\{\"purged\":(\\d+),\"still_sent\":\\1,\"epoch\":\\d+}");

        assertThat(node.ask(question).brief()).isEqualTo("cache-stale 1");
        awaitFresh(question, 2);
        node.purge("{\"model\":\"chat-small\",\"soft\":true}");
        node.passes(60);
        centre.fails(503);
        assertThat(node.ask(question).header("edge-why")).isEqualTo("stale-if-error");
    }

    @Test
    void aStaleAnswerIs304ForWhoHasIt() {
        String tag = node.ask(question).header("etag");
        assertThat(tag).isNotEmpty().isEqualTo(node.ask(question).header("etag"));
        node.passes(110);

        Answer same = node.ask(question, "If-None-Match", tag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("edge-served-by")).isEqualTo("cache-stale");
    }
}
