package dev.edgewise.gateway.guard;

import dev.edgewise.gateway.account.MeterName;
import dev.edgewise.gateway.account.Metrics;
import dev.edgewise.gateway.request.NodeClock;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all event loops share of the node's guard: its bounds, the connections open, and what was refused.
 *
 * <p>Threads: any.
 */
public final class Guard {
    private final LongAdder[] counts = new LongAdder[Reason.values().length];
    private final AtomicInteger open = new AtomicInteger();
    private final NodeClock clock;
    private volatile GuardLimits limits;

    public Guard(GuardLimits limits, NodeClock clock, Metrics metrics) {
        this.limits = limits;
        this.clock = clock;
        for (Reason reason : Reason.values()) {
            var count = new LongAdder();
            counts[reason.ordinal()] = count;
            metrics.total(MeterName.GUARD_REFUSED, "reason", reason.wire(), count, LongAdder::sum);
        }
        metrics.gauge(MeterName.CONNECTIONS, open, AtomicInteger::get);
    }

    /** New connections get these; those that are open keep theirs for heads, and get these for times. */
    public void reload(GuardLimits next) {
        limits = next;
    }

    public GuardLimits limits() {
        return limits;
    }

    /** Connections that are open now. */
    public int connections() {
        return open.get();
    }

    /** The part of one event loop; to be called on it. */
    public LoopGuard onLoop(Vertx vertx) {
        return new LoopGuard(this, vertx, clock);
    }

    /** Counts a refusal. */
    public void count(Reason reason) {
        counts[reason.ordinal()].increment();
    }

    /** Takes a place for a connection; false when all are taken. */
    boolean enter() {
        if (open.incrementAndGet() > limits.connectionsMax()) {
            open.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        open.decrementAndGet();
    }
}
