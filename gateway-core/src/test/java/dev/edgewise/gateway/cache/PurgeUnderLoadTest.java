package dev.edgewise.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.gateway.cache.CacheNode.Answer;
import dev.edgewise.gateway.support.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A purge holds from its acknowledgement on, whatever is stored, under way or shared at that moment. */
class PurgeUnderLoadTest {
    private static final int PURGES = 100;
    private static final int CALLERS = 6;
    /** Longer than most purges take, so that answers asked for before one come after it. */
    private static final int ANSWER_MILLIS = 25;

    private static final List<String> TARGETS = List.of(
            "{\"all\":true}",
            "{\"model\":\"chat-small\"}",
            "{\"tenant\":\"anonymous\"}",
            "{\"group\":\"news\",\"tenant\":\"anonymous\"}",
            "{\"group\":\"news\"}");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What the world looks like; an answer tells how it looked when it was asked for. */
    private final AtomicInteger world = new AtomicInteger(1);
    /** The state of the world at the last acknowledged purge. */
    private final AtomicInteger acknowledged = new AtomicInteger();

    private final AtomicBoolean over = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger hits = new AtomicInteger();

    @Test
    void nobodyGetsAnAnswerFromBeforeAPurgeThatWasAcknowledged() throws InterruptedException {
        try (Centre centre = new Centre();
                CacheNode node = new CacheNode(centre, "")) {
            answerLate(centre.upstream());
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                boolean streams = i % 2 == 0;
                callers.add(Thread.ofVirtual().start(() -> call(node, streams)));
            }
            for (int i = 0; i < PURGES; i++) {
                int now = world.incrementAndGet();
                Answer done = node.purge(TARGETS.get(i % TARGETS.size()));
                assertThat(done.status()).as(done.body()).isEqualTo(200);
                acknowledged.set(now);
                // Lets answers be stored and hit before the next purge.
                check(node, false);
                check(node, false);
            }
            over.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(hits.get()).as("the cache was in use").isPositive();
    }

    @Test
    void whoAsksAfterAPurgeDoesNotShareWhatWasAskedForBefore() {
        try (Centre centre = new Centre();
                CacheNode node = new CacheNode(centre, "")) {
            centre.hold();
            var before = CompletableFuture.supplyAsync(() -> node.ask("q"));
            Awaitility.await().atMost(LIMIT).until(() -> centre.asked("q") == 1);
            node.purge("{\"group\":\"any\",\"tenant\":\"anonymous\"}");
            var after = CompletableFuture.supplyAsync(() -> node.ask("q"));
            Awaitility.await().atMost(LIMIT).until(() -> centre.asked("q") == 2);
            centre.release();

            assertThat(before.join().brief()).isEqualTo("central 1");
            assertThat(after.join().brief()).isEqualTo("central 2");
            assertThat(node.ask("q").brief()).isEqualTo("cache-exact 2");
        }
    }

    private void call(CacheNode node, boolean streams) {
        while (!over.get()) {
            check(node, streams);
        }
    }

    private void check(CacheNode node, boolean streams) {
        int least = acknowledged.get();
        Answer answer = streams
                ? node.stream("state", "Edge-Cache-Groups", "news")
                : node.ask("state", "Edge-Cache-Groups", "news");
        String number = answer.body().replaceAll("(?s).*\"content\":\"answer (\\d+)\".*", "$1");
        if (answer.status() != 200 || Integer.parseInt(number) < least) {
            wrong.add(answer.status() + " " + answer.brief() + " after the purge of " + least);
        }
        if (answer.header("edge-served-by").equals("cache-exact")) {
            hits.incrementAndGet();
        }
    }

    /** Looks at the world when it is asked, and answers a moment later: what is under way is out of date by then. */
    private void answerLate(Upstream upstream) {
        upstream.behave((request, body) -> {
            String text = "answer " + world.get();
            boolean stream = body.toString().contains("\"stream\":true");
            upstream.vertx()
                    .setTimer(
                            ANSWER_MILLIS,
                            late -> request.response()
                                    .putHeader("content-type", stream ? "text/event-stream" : "application/json")
                                    .end(stream ? Centre.events(text) : Centre.json(text)));
        });
    }
}
