package dev.edgewise.gateway.limits;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests per minute of one tenant, by the generic cell rate algorithm (ITU-T I.371, virtual scheduling): one number,
 * the time at which the bucket will be full again.
 *
 * <p>Threads: any, without locks.
 */
final class RequestBucket {
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final long limit;
    private final long stepNanos;
    private final AtomicLong fullAtNanos;

    RequestBucket(long perMinute, long nowNanos) {
        limit = perMinute;
        stepNanos = Math.max(1, MINUTE_NANOS / perMinute);
        fullAtNanos = new AtomicLong(nowNanos);
    }

    /** Takes one request; the allowance that is left, or -(nanoseconds to wait) when there is none. */
    long take(long nowNanos) {
        while (true) {
            long before = fullAtNanos.get();
            long start = before - nowNanos < 0 ? nowNanos : before;
            long next = start + stepNanos;
            long overdrawn = next - nowNanos - limit * stepNanos;
            if (overdrawn > 0) {
                return -overdrawn;
            }
            if (fullAtNanos.compareAndSet(before, next)) {
                return -overdrawn / stepNanos;
            }
        }
    }

    long limit() {
        return limit;
    }

    /** Nanoseconds until the whole allowance is there again. */
    long resetNanos(long nowNanos) {
        return Math.max(0, fullAtNanos.get() - nowNanos);
    }
}
