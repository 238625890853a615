package dev.edgewise.gateway.limits;

import dev.edgewise.gateway.request.Allowance;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.Tenant;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Phase 4, meter: requests per minute of each tenant. A tenant's allowance outlives a reload of the configuration
 * unless its limit changed. Bounded by the number of configured tenants.
 *
 * <p>Threads: shared by all event loops, without locks on the way of a request.
 */
public final class Meter {
    private final ConcurrentHashMap<String, RequestBucket> buckets = new ConcurrentHashMap<>();
    private final NodeClock clock;

    public Meter(NodeClock clock) {
        this.clock = clock;
    }

    /** What meter may say. */
    public sealed interface Outcome {
        /** Nothing is limited. */
        record Unlimited() implements Outcome {
            static final Unlimited INSTANCE = new Unlimited();
        }

        /** Within the limit; the allowance goes into the reply's headers. */
        record Within(Allowance allowance) implements Outcome {}

        record Exceeded(Allowance allowance, Refusal refusal) implements Outcome {}
    }

    public Outcome meter(Tenant tenant) {
        long perMinute = tenant.requestsPerMinute();
        if (perMinute == 0) {
            return Outcome.Unlimited.INSTANCE;
        }
        long now = clock.nowNanos();
        RequestBucket bucket = buckets.get(tenant.id());
        if (bucket == null || bucket.limit() != perMinute) {
            bucket = buckets.compute(
                    tenant.id(),
                    (id, old) -> old != null && old.limit() == perMinute ? old : new RequestBucket(perMinute, now));
        }
        long left = bucket.take(now);
        if (left >= 0) {
            return new Outcome.Within(new Allowance(perMinute, left, bucket.resetNanos(now)));
        }
        long waitMillis = Math.max(1, -left / 1_000_000);
        return new Outcome.Exceeded(
                new Allowance(perMinute, 0, bucket.resetNanos(now)),
                new Refusal(
                        429,
                        "rate_limit_error",
                        "rate_limit_exceeded",
                        null,
                        "The limit of " + perMinute + " requests per minute is reached. Try again in " + waitMillis
                                + " ms.",
                        true,
                        waitMillis));
    }
}
