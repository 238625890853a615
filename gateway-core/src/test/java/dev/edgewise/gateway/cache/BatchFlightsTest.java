package dev.edgewise.gateway.cache;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.support.RawClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Callers of the same batch who wait for one answer. */
class BatchFlightsTest extends BatchTests {
    BatchFlightsTest() {
        super(centre -> new CacheNode(centre.upstream(), "cache: {ttl: 100s, stale_if_error: 500s}\n"));
    }

    private CompletableFuture<Answer> embeds(String... headers) {
        return embedsAll("ab", headers);
    }

    private CompletableFuture<Answer> embedsAll(String names, String... headers) {
        var answer = new CompletableFuture<Answer>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(embed(names, headers));
            } catch (RuntimeException failed) {
                answer.completeExceptionally(failed);
            }
        });
        return answer;
    }

    private void admitted(int requests) {
        await().until(() -> node.node().inFlight() == requests);
        // By then the last one has most likely joined; one that has not is answered just as well.
        for (int i = 0; i < 20; i++) {
            node.settled("edgewise_connections");
        }
    }

    private static void isWhole(Answer answer, int values) {
        assertThat(answer.status()).isEqualTo(200);
        JsonNode data = answer.json().path("data");
        assertThat(data.size()).isEqualTo(2);
        data.forEach(item -> assertThat(item.path("embedding").size()).isEqualTo(values));
    }

    @Test
    void whoFollowsALargeBatchWhoseLeaderLeavesGetsAllOfIt() throws ExecutionException, InterruptedException {
        centre.embedsIn(200_000);
        centre.pauses(true);
        RawClient leader = node.node().connect();
        leader.send("POST " + EMBEDDINGS + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + body("ab").length() + "\r\n\r\n" + body("ab"));
        await().until(() -> centre.requests() == 1);
        CompletableFuture<Answer> follower = embeds();
        admitted(2);
        int connections = node.node().connections();
        leader.close();
        await().until(() -> node.node().connections() < connections);
        centre.release();

        isWhole(follower.get(), 200_000);
    }

    @Test
    void whoFollowsALargeBatchWhoseLeaderHasNoTimeLeftGetsAllOfIt() throws ExecutionException, InterruptedException {
        centre.embedsIn(200_000);
        centre.pauses(true);
        CompletableFuture<Answer> leader = embeds("Edge-Deadline", "30s");
        await().until(() -> centre.requests() == 1);
        CompletableFuture<Answer> follower = embeds();
        admitted(2);
        node.passes(31);
        await().atMost(30, SECONDS).until(leader::isDone);

        assertThat(leader.get().status()).isEqualTo(504);
        assertThat(leader.get().body()).contains("upstream_timeout");
        centre.release();
        isWhole(follower.get(), 200_000);
    }

    @Test
    void whoWantsYoungerItemsDoesNotShareABatchWithOlderOnes() throws ExecutionException, InterruptedException {
        embeds().get();
        node.passes(50);
        centre.asked();
        centre.hold();
        CompletableFuture<Answer> anyAge = embedsAll("abc");
        await().until(() -> centre.requests() == 1);
        CompletableFuture<Answer> young = embedsAll("abc", "Cache-Control", "max-age=10");
        await().until(() -> centre.requests() == 2);
        centre.release();

        assertThat(anyAge.get().header("cache-status")).contains("items=2/3");
        assertThat(young.get().header("cache-status")).doesNotContain("collapsed");
        // The item that the other one is having made is young enough.
        assertThat(asked()).containsExactly("c", "ab");
    }

    @Test
    void whoAsksAfterAnItemWasPurgedByItsKeyDoesNotShareWhatWasAskedBefore()
            throws ExecutionException, InterruptedException {
        String group = own + "group";
        embedsAll("a", "Edge-Cache-Groups", group).get();
        String purge = "{\"key\":\"" + node.keys(group).getFirst() + "\"}";
        node.purge(purge);
        centre.asked();
        centre.hold();
        CompletableFuture<Answer> before = embeds();
        await().until(() -> centre.requests() == 1);
        node.purge(purge);
        CompletableFuture<Answer> after = embeds();
        await().until(() -> centre.requests() == 2);
        centre.release();

        assertThat(before.get().status()).isEqualTo(200);
        assertThat(after.get().header("cache-status")).doesNotContain("collapsed");
    }

    @Test
    void anItemThatIsPurgedMeanwhileStandsInForNothing() throws ExecutionException, InterruptedException {
        String group = own + "group";
        embedsAll("b").get();
        node.passes(200);
        embedsAll("a", "Edge-Cache-Groups", group).get();
        centre.asked();
        centre.hold();
        centre.fails(503);
        CompletableFuture<Answer> batch = embeds();
        await().until(() -> centre.requests() == 1);
        node.purge("{\"group\":\"" + group + "\"}");
        centre.release();

        assertThat(batch.get().status()).isEqualTo(503);
    }
}
