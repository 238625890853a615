package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.support.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Batches that miss the same items at the same time. */
class BatchOverlapTest extends BatchTests {
    private static final String TOKENS = "edgewise_tokens_total{kind=\"prompt\"}";

    BatchOverlapTest() {
        super(centre -> new CacheNode(centre.upstream(), "cache: {ttl: 100s}\n"));
    }

    private static ConditionFactory waiting() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private CompletableFuture<Answer> embeds(String letters) {
        return CompletableFuture.supplyAsync(
                () -> embed(letters), task -> Thread.ofVirtual().start(task));
    }

    /** The same, once the centre has been asked for the {@code nth} time. */
    private CompletableFuture<Answer> embeds(String letters, int nth) {
        CompletableFuture<Answer> answer = embeds(letters);
        waiting().until(() -> centre.requests() == nth);
        return answer;
    }

    private void holds(Answer answer, String letters) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode data = answer.json().path("data");
        assertThat(data.size()).isEqualTo(letters.length());
        data.forEach(item -> {
            String text = own + letters.charAt(item.path("index").asInt());
            assertThat(item.path("embedding").path(1).floatValue()).isEqualTo(ItemCentre.value(text, 1));
        });
        assertThat(answer.json().path("usage").path("prompt_tokens").asInt())
                .isEqualTo(letters.length() * (own.length() + 1));
    }

    @Test
    void anItemThatAnotherBatchIsHavingComputedIsWaitedForAndOnlyTheOthersAreAskedFor() {
        double tokens = node.settled(TOKENS);
        centre.hold();
        CompletableFuture<Answer> first = embeds("ab", 1);
        CompletableFuture<Answer> second = embeds("bcb", 2);
        centre.release();

        holds(first.join(), "ab");
        holds(second.join(), "bcb");
        assertThat(second.join().header("cache-status")).isEqualTo("edgewise; fwd=miss; stored; detail=\"items=2/3\"");
        assertThat(second.join().header("edge-served-by")).isEqualTo("central");
        // Its own, and not that of the part it asked for.
        assertThat(second.join().http().headers().allValues("etag"))
                .containsExactly(embed("bcb", "Cache-Control", "only-if-cached").header("etag"));
        assertThat(asked()).containsExactly("ab", "c");
        holds(embed("cab", "Cache-Control", "only-if-cached"), "cab");
        assertThat(node.settled(TOKENS) - tokens).isEqualTo(3.0 * (own.length() + 1));
    }

    @Test
    void aBatchWhoseItemsAreAllUnderWayAsksForNone() {
        centre.hold();
        CompletableFuture<Answer> first = embeds("abc", 1);
        CompletableFuture<Answer> second = embeds("cb");
        waiting().until(() -> node.node().inFlight() == 2);
        centre.release();

        holds(first.join(), "abc");
        holds(second.join(), "cb");
        // A hit, where it looked only after the first one was done.
        assertThat(second.join().header("edge-served-by")).isIn("coalesced", "cache-exact");
        assertThat(asked()).containsExactly("abc");
    }

    @Test
    void aBatchThatWaitsForOthersItemsEndsWhenItsCallerLeaves() {
        centre.hold();
        CompletableFuture<Answer> first = embeds("ab", 1);
        String body = body("ba");
        RawClient leaving = node.node()
                .connect()
                .send("POST " + EMBEDDINGS + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body);
        waiting().until(() -> node.node().inFlight() == 2);
        leaving.close();

        waiting().until(() -> node.node().inFlight() == 1);
        centre.release();
        holds(first.join(), "ab");
        assertThat(asked()).containsExactly("ab");
    }

    @Test
    void whatMayNotBeKeptIsSharedWithThoseWhoWaitForIt() {
        centre.says("no-store");
        centre.holdsFrom(3);
        CompletableFuture<Answer> first = embeds("abd", 1);
        CompletableFuture<Answer> second = embeds("bc", 2);
        centre.release();

        holds(first.join(), "abd");
        holds(second.join(), "bc");
        assertThat(asked()).containsExactly("abd", "c");
        assertThat(embed("bc", "Cache-Control", "only-if-cached").status()).isEqualTo(504);
    }

    @Test
    void aBatchAsksItselfWhereTheOtherFails() {
        double tokens = node.settled(TOKENS);
        centre.failsFrom(3);
        centre.holdsFrom(3);
        CompletableFuture<Answer> first = embeds("abd", 1);
        CompletableFuture<Answer> second = embeds("bc", 2);
        centre.release();

        assertThat(first.join().status()).isEqualTo(503);
        holds(second.join(), "bc");
        assertThat(second.join().header("cache-status")).isEqualTo("edgewise; fwd=miss; stored");
        assertThat(asked()).containsExactly("abd", "c", "b");
        assertThat(node.settled(TOKENS) - tokens).isEqualTo(2.0 * (own.length() + 1));
    }

    @Test
    void whoAsksAfterAPurgeDoesNotWaitForWhatWasAskedForBefore() {
        centre.hold();
        CompletableFuture<Answer> before = embeds("ab", 1);
        node.purge("{\"model\":\"chat-small\"}");
        CompletableFuture<Answer> after = embeds("bc", 2);
        centre.release();

        holds(before.join(), "ab");
        holds(after.join(), "bc");
        assertThat(asked()).containsExactly("ab", "bc");
    }

    @Test
    void itemsOfTwoModelsThatCameForOneBatchDoNotComeTogether() {
        centre.holdsFrom(3);
        CompletableFuture<Answer> first = embeds("abd", 1);
        CompletableFuture<Answer> second = embeds("bc", 2);
        // Once this is answered, so is what was asked before it.
        embed("c");
        centre.isCalled("m-2");
        centre.release();

        holds(first.join(), "abd");
        holds(second.join(), "bc");
        assertThat(second.join().json().path("model").asText()).isEqualTo("m-2");
    }

    @Test
    void manyBatchesThatWantOneAnothersItemsAllEnd() {
        var random = new Random(1);
        List<String> batches = new ArrayList<>();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String batch = random.ints(6, 'a', 'z' + 1)
                    .mapToObj(letter -> Character.toString((char) letter))
                    .collect(Collectors.joining());
            batches.add(batch);
            answers.add(embeds(batch));
        }

        for (int i = 0; i < batches.size(); i++) {
            holds(answers.get(i).join(), batches.get(i));
        }
    }
}
