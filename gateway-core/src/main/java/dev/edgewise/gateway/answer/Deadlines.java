package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.request.NodeClock;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The deadlines of what one event loop waits for, looked at a few times a second: one timer for all, because setting
 * and cancelling a timer for each request costs more than the request's own bookkeeping. Bounded by admission's
 * requests in flight.
 *
 * <p>Threads: its event loop only.
 */
public final class Deadlines {
    private static final System.Logger LOG = System.getLogger(Deadlines.class.getName());
    /** A deadline is noticed at most this much late. */
    public static final long TICK_MILLIS = 20;

    /** Something that ends at its request's deadline. */
    interface Expiring {
        void expireAt(long nowNanos);
    }

    /** Later than any deadline. */
    private static final long FAR_NANOS = 1L << 62;

    private final Set<Expiring> running = new HashSet<>();
    private final NodeClock clock;
    private final BooleanSupplier over;

    /** @param over whether every deadline has come, because the node is about to end */
    public Deadlines(Vertx vertx, NodeClock clock, BooleanSupplier over) {
        this.clock = clock;
        this.over = over;
        vertx.setPeriodic(TICK_MILLIS, tick -> sweep());
    }

    void add(Expiring relay) {
        running.add(relay);
    }

    void remove(Expiring relay) {
        running.remove(relay);
    }

    /** Whether every deadline has come, because the node is about to end. */
    boolean isOver() {
        return over.getAsBoolean();
    }

    private void sweep() {
        if (running.isEmpty()) {
            return;
        }
        long now = clock.nowNanos() + (over.getAsBoolean() ? FAR_NANOS : 0);
        for (Expiring relay : running.toArray(Expiring[]::new)) {
            try {
                relay.expireAt(now);
            } catch (RuntimeException bug) {
                // One must not keep the others from their deadlines.
                running.remove(relay);
                LOG.log(System.Logger.Level.ERROR, "a request's deadline could not be kept", bug);
            }
        }
    }
}
