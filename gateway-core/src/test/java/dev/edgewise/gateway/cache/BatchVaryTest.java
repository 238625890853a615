package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Items of batches whose answers vary by a line of the request. */
class BatchVaryTest extends BatchTests {
    BatchVaryTest() {
        super(centre -> new CacheNode(centre.upstream(), "cache: {ttl: 100s}\n"));
    }

    @Test
    void itemsThatVaryAreForRequestsWithTheSameValueAlone() {
        centre.varies("X-Space");

        assertThat(embed("ab", "X-Space", "one").header("cache-status")).isEqualTo("edgewise; fwd=miss; detail=varies");
        embed("ab", "X-Space", "one");
        assertThat(asked()).containsExactly("ab", "ab");

        assertThat(embed("ba", "X-Space", "one").header("edge-served-by")).isEqualTo("cache-exact");
        embed("abc", "X-Space", "one");
        assertThat(asked()).containsExactly("c");
        embed("abc", "X-Space", "two");
        embed("b", "X-Space", "two");
        embed("b");
        assertThat(asked()).containsExactly("abc", "b");
    }

    @Test
    void whoeverWaitsForAnItemThatVariesHasItComputed() {
        centre.varies("X-Room");
        centre.hold();
        var first = new CompletableFuture<Answer>();
        var second = new CompletableFuture<Answer>();
        Thread.ofVirtual().start(() -> first.complete(embed("ab", "X-Room", "one")));
        await().atMost(LIMIT).until(() -> centre.requests() == 1);
        Thread.ofVirtual().start(() -> second.complete(embed("bc", "X-Room", "two")));
        await().atMost(LIMIT).until(() -> centre.requests() == 2);
        centre.release();

        first.join();
        second.join();
        // The second one's own item, and then all that it could not have of the first.
        assertThat(asked().stream().filter(letters -> letters.contains("b"))).hasSizeGreaterThan(1);
        embed("b", "X-Room", "two");
        assertThat(asked()).containsExactly("b");
    }
}
