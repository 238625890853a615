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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A purge holds from its acknowledgement on, whatever is stored, under way or shared at that moment. */
class PurgeUnderLoadTest {
    private static final int CALLERS = 4;
    /** Longer than most purges take, so that answers asked for before one come after it. */
    private static final int ANSWER_MILLIS = 25;

    /** Every kind of target; each is purged hard and softly. */
    private static final List<String> TARGETS = List.of(
            "\"all\":true",
            "\"model\":\"chat-small\"",
            "\"tenant\":\"anonymous\"",
            "\"group\":\"news\",\"tenant\":\"anonymous\"",
            "\"group\":\"news\"",
            "\"region\":\"KR\"",
            "\"key\":\"KEY\"");

    /** Ways to ask one thing that share an answer by what they mean. */
    private static final List<String> WORDINGS = List.of(
            "What is the state of the world", "what is the state of the world?", " What is the state of the world. ");

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What the world looks like; an answer tells how it looked when it was asked for. */
    private final AtomicInteger world = new AtomicInteger(1);

    private final AtomicBoolean over = new AtomicBoolean();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger exactHits = new AtomicInteger();
    private final AtomicInteger nearHits = new AtomicInteger();
    private final AtomicInteger staleHits = new AtomicInteger();
    /** Asked in one way only, so that all its answers lie under one key. */
    private final Asked exactly = new Asked(List.of("state"), "exact");

    private final Asked byMeaning = new Asked(WORDINGS, "semantic");

    /** What is asked about the world, and what is known of its purges. */
    private record Asked(
            List<String> wordings,
            String mode,
            AtomicInteger turn,
            AtomicInteger acknowledged,
            AtomicInteger acknowledgedHard) {
        Asked(List<String> wordings, String mode) {
            this(wordings, mode, new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        }

        /** The world looked like {@code now} before a purge that has been acknowledged. */
        void purged(int now, boolean soft) {
            acknowledged.set(now);
            if (!soft) {
                acknowledgedHard.set(now);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"100, ''", "28, 'stale_while_revalidate: 10m, stale_if_error: 1h,'"})
    void nobodyGetsAnAnswerFromBeforeAPurgeThatWasAcknowledged(int purges, String stale) throws InterruptedException {
        try (Centre centre = new Centre();
                CacheNode node = CacheNode.comparing(centre, stale)) {
            answerLate(centre.upstream());
            String key = keyOfExactly(node);
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                boolean streams = i % 2 == 0;
                Asked asked = i == 0 ? byMeaning : exactly;
                callers.add(Thread.ofVirtual().start(() -> call(node, asked, streams)));
            }
            for (int i = 0; i < purges; i++) {
                String target = TARGETS.get(i % TARGETS.size());
                boolean soft = i / TARGETS.size() % 2 == 1;
                int now = world.incrementAndGet();
                Answer done = node.purge("{" + target.replace("KEY", key) + ",\"soft\":" + soft + "}");
                assertThat(done.status()).as(done.body()).isEqualTo(200);
                exactly.purged(now, soft);
                if (!target.contains("KEY")) {
                    byMeaning.purged(now, soft);
                }
                // Lets answers be stored and hit before the next purge.
                Asked next = i % 2 == 0 ? exactly : byMeaning;
                check(node, next, false);
                check(node, next, false);
            }
            over.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(exactHits.get()).as("exact answers were in use").isPositive();
        assertThat(nearHits.get()).as("answers to other words were in use").isPositive();
        assertThat(staleHits.get() > 0).as("stale answers were in use").isEqualTo(!stale.isEmpty());
    }

    private String keyOfExactly(CacheNode node) {
        check(node, exactly, false);
        List<String> keys = node.keys("exactly");
        assertThat(keys).hasSize(1);
        return keys.getFirst();
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

    private void call(CacheNode node, Asked asked, boolean streams) {
        while (!over.get()) {
            check(node, asked, streams);
        }
    }

    private void check(CacheNode node, Asked asked, boolean streams) {
        String question = asked.wordings()
                .get(asked.turn().getAndIncrement() % asked.wordings().size());
        String groups = asked.mode().equals("exact") ? "news, exactly" : "news";
        int least = asked.acknowledged().get();
        int leastHard = asked.acknowledgedHard().get();
        Answer answer = streams
                ? node.stream(question, "Edge-Cache-Groups", groups, "Edge-Cache", asked.mode())
                : node.ask(question, "Edge-Cache-Groups", groups, "Edge-Cache", asked.mode());
        String number = answer.body().replaceAll("(?s).*\"content\":\"answer (\\d+)\".*", "$1");
        String by = answer.header("edge-served-by");
        // What says that it is stale may be from before a soft purge.
        int bound = by.equals("cache-stale") ? leastHard : least;
        if (answer.status() != 200 || Integer.parseInt(number) < bound) {
            wrong.add(answer.status() + " " + answer.brief() + " after the purge of " + bound);
        }
        switch (by) {
            case "cache-exact" -> exactHits.incrementAndGet();
            case "cache-semantic" -> nearHits.incrementAndGet();
            case "cache-stale" -> staleHits.incrementAndGet();
            default -> {
                // From the centre, or shared with somebody.
            }
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
