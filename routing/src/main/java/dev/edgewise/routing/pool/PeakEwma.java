package dev.edgewise.routing.pool;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A latency estimate that jumps to every peak at once and forgets it exponentially, after the load balancer of
 * Twitter's Finagle ({@code PeakEwma}). Between measurements it fades towards zero, so that an endpoint that was
 * slow once is tried again. Safe for any thread, without locks.
 */
final class PeakEwma {

    private final double decayNanos;
    private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();

    /** An estimate that falls to 1/e of a peak within {@code decayNanos}. */
    PeakEwma(long decayNanos) {
        this.decayNanos = decayNanos;
    }

    void observe(long latencyNanos, long nowNanos) {
        double seen = Math.max(0, latencyNanos);
        while (true) {
            @Nullable Reading old = last.get();
            Reading next = new Reading(old == null ? seen : blend(old, seen, nowNanos), nowNanos);
            if (last.compareAndSet(old, next)) {
                return;
            }
        }
    }

    /** Nanoseconds; zero before the first measurement. */
    double read(long nowNanos) {
        @Nullable Reading reading = last.get();
        return reading == null ? 0 : reading.nanos * kept(reading, nowNanos);
    }

    private double blend(Reading old, double seen, long nowNanos) {
        if (seen >= old.nanos) {
            return seen;
        }
        double kept = kept(old, nowNanos);
        return old.nanos * kept + seen * (1 - kept);
    }

    private double kept(Reading reading, long nowNanos) {
        // Threads may read the clock in another order than they get here.
        return Math.exp(-Math.max(0, nowNanos - reading.atNanos) / decayNanos);
    }

    private record Reading(double nanos, long atNanos) {}
}
