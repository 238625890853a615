package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Batches on a node that has little room for bodies and answers: 32 bodies of 2 kB. */
class BatchRoomTest extends BatchTests {
    /** Values of a vector: some 9 kB. */
    private static final int VALUES = 1_000;

    BatchRoomTest() {
        super(centre -> CacheNode.of("""
                listen: {http: {host: 127.0.0.1, port: 0}, admin: {port: 0}}
                store: {dir: var}
                limits: {body: 2kB}
                models: [{name: chat-small, central: {cluster: main, model: big}}]
                clusters: {main: {endpoints: [{url: "%s"}], health: {interval: 1h, timeout: 30s}}}
                """.formatted(centre.upstream().url())));
    }

    private CompletableFuture<Answer> embeds(String letters, int nth) {
        var answer = CompletableFuture.supplyAsync(
                () -> embed(letters), task -> Thread.ofVirtual().start(task));
        Awaitility.await().atMost(LIMIT).until(() -> centre.requests() == nth);
        return answer;
    }

    @Test
    void anAnswerOfOthersItemsForWhichThereIsNoRoomIsAskedForAsAWhole() {
        centre.embedsIn(VALUES);
        String many = "b".repeat(30) + "c";
        centre.hold();
        CompletableFuture<Answer> first = embeds("ab", 1);
        CompletableFuture<Answer> second = embeds(many, 2);
        centre.release();

        assertThat(first.join().status()).isEqualTo(200);
        assertThat(second.join().status()).as(second.join().body()).isEqualTo(200);
        assertThat(second.join().json().path("data").size()).isEqualTo(many.length());
        assertThat(asked()).containsExactly("ab", "c", many);
    }
}
