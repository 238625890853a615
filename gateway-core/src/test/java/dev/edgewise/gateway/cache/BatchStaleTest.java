package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Items of batches past their lifetime: fresh for 100 s, sent for 50 s more while fetched anew, for 500 s more instead of an error. */
class BatchStaleTest extends BatchTests {
    private static final String FAILED = "edgewise_cache_refreshes_total{result=\"failed\"}";

    BatchStaleTest() {
        super(centre -> new CacheNode(
                centre.upstream(),
                "cache: {ttl: 100s, jitter: 0, stale_while_revalidate: 50s, stale_if_error: 500s}\n"));
    }

    private void awaitFresh(String names) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(embed(names, "Cache-Control", "min-fresh=60, only-if-cached")
                                .status())
                        .isEqualTo(200));
    }

    /** Has the centre fail, and these items sent as they are; waits until they could not be fetched anew. */
    private void failsToFetchAnew(String names) {
        centre.fails(503);
        double failed = node.node().metric(FAILED);
        isSentStale(embed(names));
        Awaitility.await().atMost(LIMIT).until(() -> node.node().metric(FAILED) == failed + 1);
    }

    private static void isSentStale(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("edge-served-by")).isEqualTo("cache-stale");
        assertThat(answer.header("edge-why")).isEqualTo("stale-while-revalidate");
        assertThat(answer.header("cache-status")).matches("edgewise; hit; ttl=-\\d+; detail=stale-while-revalidate");
    }

    @Test
    void staleItemsAreSentAtOnceWithTheFreshOnesAndFetchedAnewInOneCall() {
        embed("ab");
        node.passes(60);
        embed("cd");
        node.passes(50);
        centre.asked();
        centre.hold();
        for (int i = 0; i < 5; i++) {
            Answer stale = embed("acbda");
            isSentStale(stale);
            assertThat(Integer.parseInt(stale.header("age"))).isGreaterThanOrEqualTo(110);
        }
        Awaitility.await().atMost(LIMIT).until(() -> centre.requests() == 1);
        centre.release();

        awaitFresh("ab");
        assertThat(embed("acbd").header("cache-status")).matches("edgewise; hit; ttl=\\d+; detail=\"items=4/4\"");
        assertThat(asked()).containsExactly("ab");
    }

    @Test
    void whatTheNodeFetchesAnewCountsAsNoItemsThatWereAskedFor() {
        embed("ab");
        node.passes(110);
        String asks = "edgewise_cache_items_total{result=\"asked\"}";
        double before = node.settled(asks);
        isSentStale(embed("ab"));
        awaitNoRefresh();

        assertThat(node.settled(asks) - before).isEqualTo(2);
    }

    @Test
    void whatIsFetchedAnewGoesOutUnderNoNameOfTheCallersAndWithoutTheDigestOfItsBody() {
        embed("ab");
        node.passes(110);
        centre.upstream().forget();

        isSentStale(embed("ab", "Idempotency-Key", own, "Content-Digest", "sha-256=:BBBB:", "X-Other", "y"));
        awaitFresh("ab");
        assertThat(centre.upstream().seen())
                .singleElement()
                .satisfies(seen -> assertThat(seen.headers())
                        .containsEntry("x-other", "y")
                        .doesNotContainKeys("idempotency-key", "content-digest"));
    }

    @Test
    void aRefreshWhoseItemsAnotherBatchBringsHasNotFailed() {
        embed("ab");
        node.passes(110);
        centre.asked();
        double failed = node.node().metric(FAILED);
        centre.hold();
        CompletableFuture<Answer> other = CompletableFuture.supplyAsync(
                () -> embed("abx"), task -> Thread.ofVirtual().start(task));
        Awaitility.await().atMost(LIMIT).until(() -> centre.requests() == 1);
        isSentStale(embed("ab"));
        // By then it most likely waits; where it does not, it asks for them itself.
        for (int i = 0; i < 20; i++) {
            node.settled(FAILED);
        }
        centre.release();
        awaitNoRefresh();

        assertThat(other.join().status()).isEqualTo(200);
        assertThat(node.node().metric(FAILED)).isEqualTo(failed);
    }

    @Test
    void aStaleItemAmongFreshOnesIsFetchedAnewAlone() {
        embed("a");
        node.passes(60);
        embed("bc");
        node.passes(50);
        centre.asked();

        isSentStale(embed("bac"));
        awaitFresh("a");
        assertThat(asked()).containsExactly("a");
    }

    @Test
    void staleItemsAreAskedForWithTheMissingOnes() {
        embed("ab");
        node.passes(110);
        embed("c");
        centre.asked();

        Answer answer = embed("cabx");
        assertThat(answer.header("cache-status")).isEqualTo("edgewise; fwd=partial; stored; detail=\"items=1/4\"");
        assertThat(asked()).containsExactly("abx");
    }

    @Test
    void itemsThatCannotBeFetchedAnewAreLeftAloneForAWhileAndStandInForAnErrorLater() {
        embed("ab");
        node.passes(110);
        failsToFetchAnew("ab");
        centre.asked();
        isSentStale(embed("ba"));
        assertThat(centre.requests()).isZero();

        node.passes(50);
        Answer old = embed("ab");
        assertThat(old.header("cache-status")).contains("detail=stale-if-error:upstream_status_503");
        assertThat(old.header("edge-served-by")).isEqualTo("cache-stale");
    }

    @Test
    void itemsThatCouldNotBeFetchedAnewAreTriedAgain() {
        embed("ab");
        node.passes(110);
        failsToFetchAnew("ab");
        centre.fails(200);
        node.passes(6);
        isSentStale(embed("ab"));
        awaitFresh("ab");
    }

    @Test
    void aHardPurgeLeavesNothingStaleAndASoftOneHasItemsFetchedAnew() {
        String group = own + "group";
        embed("ab", "Edge-Cache-Groups", group);
        node.passes(110);
        node.purge("{\"group\":\"" + group + "\"}");
        assertThat(embed("ab").header("cache-status")).isEqualTo("edgewise; fwd=miss; stored");

        embed("cd", "Edge-Cache-Groups", group);
        centre.asked();
        node.purge("{\"group\":\"" + group + "\",\"soft\":true}");
        isSentStale(embed("acdb"));
        awaitFresh("abcd");
        assertThat(asked()).containsExactly("cd");
    }

    @Test
    void whatIsFetchedAnewAcrossAPurgeIsNotKept() {
        embed("ab");
        node.passes(110);
        centre.asked();
        centre.hold();
        isSentStale(embed("ab"));
        Awaitility.await().atMost(LIMIT).until(() -> centre.requests() == 1);
        node.purge("{\"model\":\"chat-small\"}");
        centre.release();
        awaitNoRefresh();

        assertThat(embed("ab", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
    }

    @Test
    void whoWantsFreshItemsAndACentreThatForbidsStaleOnesHaveThemAskedForAtOnce() {
        embed("ab");
        node.passes(110);
        assertThat(embed("ab", "Cache-Control", "min-fresh=0").header("edge-served-by"))
                .isEqualTo("central");
        centre.says("max-age=100, must-revalidate");
        embed("cd");
        node.passes(110);
        assertThat(embed("cd").header("edge-served-by")).isEqualTo("central");
    }

    @Test
    void aStaleBatchIsOneRefreshForAllWhoAskAtOnce() {
        embed("abcdef");
        node.passes(110);
        centre.asked();
        centre.hold();
        List<CompletableFuture<Answer>> callers = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> embed("abcdef"), task -> Thread.ofVirtual().start(task)))
                .toList();
        callers.forEach(caller -> isSentStale(caller.join()));
        centre.release();

        awaitFresh("abcdef");
        // Two callers may have claimed a part each, but no item is asked for twice.
        assertThat(asked().stream()
                        .collect(Collectors.joining())
                        .chars()
                        .sorted()
                        .toArray())
                .isEqualTo("abcdef".chars().toArray());
    }
}
