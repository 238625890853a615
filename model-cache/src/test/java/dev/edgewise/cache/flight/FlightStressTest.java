package dev.edgewise.cache.flight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.cache.key.CacheKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads on few keys: leaders, followers and cancels meet as they please. */
@Tag("concurrency")
class FlightStressTest {
    private static final int RUNS_MAX = 50;
    private static final int THREADS = 4;
    private static final int ROUNDS = 20_000 * Integer.getInteger("edgewise.rounds", 1);
    private static final int KEYS = 2;
    private static final int CHUNKS = 8;
    private static final int SPINS = 100;

    private final Flights<String, String> flights =
            new Flights<>(new FlightBounds(KEYS, 8, 1 << 10, 1 << 10, Duration.ofHours(1)), System::nanoTime, "ended");
    private final Queue<Heard> stayed = new ConcurrentLinkedQueue<>();
    private final Queue<Heard> left = new ConcurrentLinkedQueue<>();
    private final Queue<AtomicInteger> cancels = new ConcurrentLinkedQueue<>();
    private final AtomicInteger elections = new AtomicInteger();

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void underThreadsNobodyMissesAByteOrAnEnd() throws Exception {
        // A busy machine may run the threads one after another: go on until they have met in every way.
        for (int run = 0; run == 0 || (run < RUNS_MAX && !met()); run++) {
            work(run);
        }

        assertThat(flights.inFlight()).isZero();
        assertThat(stayed)
                .isNotEmpty()
                .allSatisfy(heard -> assertThat(heard.ends).hasSize(1));
        assertThat(stayed.stream().filter(heard -> heard.ends.contains("completed answer")))
                .isNotEmpty()
                .allSatisfy(heard -> assertThat(heard.bytes()).hasSize(CHUNKS));
        for (Queue<Heard> group : List.of(stayed, left)) {
            assertThat(group).allSatisfy(heard -> {
                assertThat(heard.broken).isEmpty();
                byte[] bytes = heard.bytes();
                for (int i = 0; i < bytes.length; i++) {
                    assertThat(bytes[i]).isEqualTo((byte) i);
                }
            });
        }
        assertThat(elections).hasPositiveValue();
        assertThat(cancels).allSatisfy(count -> assertThat(count.get()).isLessThanOrEqualTo(1));
        assertThat(cancels.stream().filter(count -> count.get() == 1)).isNotEmpty();
    }

    private void work(int run) throws Exception {
        List<Future<?>> workers = new ArrayList<>();
        try (var pool = Executors.newFixedThreadPool(THREADS)) {
            for (int worker = 0; worker < THREADS; worker++) {
                SplittableRandom random = new SplittableRandom((long) run * THREADS + worker);
                workers.add(pool.submit(() -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        round(random);
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get(20, TimeUnit.MINUTES);
            }
        }
    }

    /** Whether followers got whole answers, became leaders, and were given up. */
    private boolean met() {
        return stayed.stream().anyMatch(heard -> heard.ends.contains("completed answer"))
                && elections.get() > 0
                && cancels.stream().anyMatch(count -> count.get() == 1);
    }

    private void round(SplittableRandom random) {
        switch (flights.join(new CacheKey(random.nextInt(KEYS), 0, 0, 0), Want.EVENTS)) {
            case Joined.Lead<String, String>(Flight<String, String> flight) -> lead(flight, random.nextInt(4));
            case Joined.Follow<String, String>(Subscription<String, String> subscription) ->
                follow(subscription, random.nextInt(4) == 0);
            case Joined.Refused<String, String>(Refusal reason) ->
                assertThat(reason).isIn(Refusal.FOLLOWERS_MAX, Refusal.FLIGHTS_MAX);
        }
    }

    private void follow(Subscription<String, String> subscription, boolean leaves) {
        Heard heard = new Heard();
        heard.inside = () -> {
            if (heard.led != null) {
                elections.incrementAndGet();
                lead(heard.led, 0);
            }
        };
        (leaves ? left : stayed).add(heard);
        subscription.start(heard);
        if (leaves) {
            subscription.cancel();
        }
    }

    private void lead(Flight<String, String> flight, int how) {
        AtomicInteger cancelled = new AtomicInteger();
        cancels.add(cancelled);
        flight.onAbandoned(cancelled::incrementAndGet);
        try (flight) {
            if (how == 1) {
                linger();
                flight.fail("refused");
                return;
            }
            for (int i = 0; i < CHUNKS; i++) {
                flight.append(new byte[] {(byte) i});
                linger();
                if (how == 2 && i == CHUNKS / 2) {
                    flight.leaderGone();
                }
                if (how == 3 && i == CHUNKS / 2) {
                    flight.fail("reset");
                }
            }
            flight.complete("answer");
        }
    }

    /** Long enough for others to join, short enough to meet them at every point. */
    private static void linger() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
    }
}
