package dev.edgewise.gateway.limits;

import dev.edgewise.gateway.request.Tenant.RequestRate;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests of one tenant, by the generic cell rate algorithm (ITU-T I.371, virtual scheduling): one number,
 * the time at which the bucket will be full again.
 *
 * <p>Threads: any, without locks.
 */
final class RequestBucket {
    private final RequestRate rate;
    private final long limit;
    private final long stepNanos;
    private final AtomicLong fullAtNanos;

    RequestBucket(RequestRate rate, long nowNanos) {
        this.rate = rate;
        limit = rate.count();
        stepNanos = Math.max(1, rate.windowNanos() / limit);
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

    RequestRate rate() {
        return rate;
    }

    /** Nanoseconds until the whole allowance is there again. */
    long resetNanos(long nowNanos) {
        return Math.max(0, fullAtNanos.get() - nowNanos);
    }
}
