package dev.edgewise.routing.pool;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which endpoints are taken out for a while after failing in a row. The bound on how many holds at every moment, for
 * it is checked and taken in one step. An ejection ends by itself. Safe for any thread, without locks.
 */
final class Ejections {

    private final int ejectedMax;
    private final long unitNanos;
    private final long maxNanos;
    private final AtomicLong mask = new AtomicLong();
    private final AtomicLongArray untilNanos;
    private final AtomicIntegerArray counts;

    Ejections(int endpoints, PoolSettings settings) {
        // Rounding down also keeps the only endpoint of a pool of one.
        this.ejectedMax = Math.min(endpoints - 1, (int) (endpoints * settings.ejectedShareMax()));
        this.unitNanos = settings.ejectionUnit().toNanos();
        this.maxNanos = settings.ejectionMax().toNanos();
        this.untilNanos = new AtomicLongArray(endpoints);
        this.counts = new AtomicIntegerArray(endpoints);
    }

    /**
     * Ejects an endpoint, unless it is out already, too many are, or none of {@code usable} would be left.
     *
     * @param usable a bit for each endpoint that is not known to be down
     */
    boolean eject(int index, long usable, long nowNanos) {
        long bit = 1L << index;
        while (true) {
            long out = mask(nowNanos);
            boolean last = (usable & ~out & ~bit) == 0;
            if ((out & bit) != 0 || last || Long.bitCount(out) >= ejectedMax) {
                return false;
            }
            long behavedNanos = nowNanos - untilNanos.get(index);
            int count = behavedNanos > maxNanos ? 1 : counts.get(index) + 1;
            untilNanos.set(index, nowNanos + Math.min(maxNanos, unitNanos * count));
            if (mask.compareAndSet(out, out | bit)) {
                counts.set(index, count);
                return true;
            }
        }
    }

    /** A bit for each endpoint that is out now. */
    long mask(long nowNanos) {
        long out = mask.get();
        if (out == 0) {
            return 0;
        }
        for (long rest = out; rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            if (untilNanos.get(index) <= nowNanos) {
                long bit = 1L << index;
                // Should another thread have ejected it anew in between, it comes back early; that does no harm.
                mask.updateAndGet(current -> current & ~bit);
                out &= ~bit;
            }
        }
        return out;
    }

    /** Nanoseconds until that endpoint is back; zero when it is not out. */
    long remainingNanos(int index, long nowNanos) {
        boolean out = (mask(nowNanos) & (1L << index)) != 0;
        return out ? Math.max(0, untilNanos.get(index) - nowNanos) : 0;
    }

    /** How often that endpoint has been ejected without behaving for long enough in between. */
    int count(int index) {
        return counts.get(index);
    }
}
