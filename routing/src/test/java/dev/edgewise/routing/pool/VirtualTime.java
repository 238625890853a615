package dev.edgewise.routing.pool;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Time that passes only when told, with things that happen in it; and randomness that repeats. */
final class VirtualTime {

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::number));
    private final SplittableRandom random;
    // Not zero, so that code which takes the clock's start for zero shows.
    private long now = -7_000_000_000L;
    private long numbers;

    VirtualTime(long seed) {
        this.random = new SplittableRandom(seed);
    }

    long now() {
        return now;
    }

    SplittableRandom random() {
        return random;
    }

    Surroundings surroundings() {
        return new Surroundings(() -> now, random::nextLong, EndpointLoad.UNKNOWN);
    }

    void pass(Duration span) {
        now += span.toNanos();
    }

    void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, numbers++, action));
    }

    /** Lets everything happen that was asked for, in order of time. */
    void run() {
        while (!events.isEmpty()) {
            Event next = events.remove();
            now = next.atNanos;
            next.action.run();
        }
    }

    private record Event(long atNanos, long number, Runnable action) {}
}
