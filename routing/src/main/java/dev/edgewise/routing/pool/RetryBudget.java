package dev.edgewise.routing.pool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The retries a cluster may still make. Over any span, retries never exceed {@code burst + perSecond × seconds +
 * share × requests}.
 *
 * <p>The whole state is one point in time: the balance is the time since then, at one retry per {@code 1/perSecond}.
 * A request moves the point back, a retry moves it forward, and it never lies further back than the burst. (The same
 * trick as in the generic cell rate algorithm, ITU-T I.371.) Safe for any thread, without locks.
 */
public final class RetryBudget {

    private final LongSupplier nanos;
    private final long retryCostNanos;
    private final long requestGainNanos;
    private final long savedNanosMax;
    private final AtomicLong spentUpTo;

    /** A budget that starts with one second's worth, read against that clock in nanoseconds. */
    public RetryBudget(RetrySettings settings, LongSupplier nanos) {
        this.nanos = nanos;
        this.retryCostNanos = 1_000_000_000L / settings.perSecond();
        this.requestGainNanos = (long) (retryCostNanos * settings.share());
        this.savedNanosMax = retryCostNanos * settings.burst();
        this.spentUpTo = new AtomicLong(nanos.getAsLong() - Math.min(1_000_000_000L, savedNanosMax));
    }

    /** Counts one request that is not a retry. */
    public void request() {
        long floor = nanos.getAsLong() - savedNanosMax;
        while (true) {
            long old = spentUpTo.get();
            long next = Math.max(old, floor) - requestGainNanos;
            if (spentUpTo.compareAndSet(old, Math.max(next, floor))) {
                return;
            }
        }
    }

    /** Takes one retry; false, and nothing taken, when none is left. */
    public boolean tryRetry() {
        long now = nanos.getAsLong();
        while (true) {
            long old = spentUpTo.get();
            long next = Math.max(old, now - savedNanosMax) + retryCostNanos;
            if (next > now) {
                return false;
            }
            if (spentUpTo.compareAndSet(old, next)) {
                return true;
            }
        }
    }

    /** Retries left now. */
    public int left() {
        long saved = Math.min(savedNanosMax, nanos.getAsLong() - spentUpTo.get());
        return (int) (Math.max(0, saved) / retryCostNanos);
    }
}
