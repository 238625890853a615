package dev.edgewise.gateway.limits;

import dev.edgewise.gateway.request.Allowance;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.Tenant;
import dev.edgewise.gateway.request.Tenant.RequestRate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Phase 4, meter: the requests of each tenant. A tenant's allowance outlives a reload of the configuration
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

    /** Forgets what is not among {@code tenants}, by their ids. */
    public void follow(Set<String> tenants) {
        buckets.keySet().retainAll(tenants);
    }

    /** How many tenants there is an allowance of. */
    public int size() {
        return buckets.size();
    }

    public Outcome meter(Tenant tenant) {
        RequestRate rate = tenant.rate();
        if (rate == null) {
            return Outcome.Unlimited.INSTANCE;
        }
        long now = clock.nowNanos();
        RequestBucket bucket = buckets.get(tenant.id());
        if (bucket == null || !bucket.rate().equals(rate)) {
            bucket = buckets.compute(
                    tenant.id(),
                    (id, old) -> old != null && old.rate().equals(rate) ? old : new RequestBucket(rate, now));
        }
        long left = bucket.take(now);
        long resetNanos = bucket.resetNanos(now);
        if (left >= 0) {
            return new Outcome.Within(new Allowance(rate.count(), rate.windowNanos(), left, resetNanos));
        }
        long waitMillis = Math.max(1, -left / 1_000_000);
        String message = "The limit of " + rate.count() + " requests in " + rate.windowNanos() / 1_000_000_000
                + " s is reached. Try again in " + waitMillis + " ms.";
        return new Outcome.Exceeded(
                new Allowance(rate.count(), rate.windowNanos(), 0, resetNanos),
                new Refusal(429, "rate_limit_error", "rate_limit_exceeded", null, message, true, waitMillis));
    }
}
