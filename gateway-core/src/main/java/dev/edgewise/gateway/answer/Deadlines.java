package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.request.NodeClock;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Set;

/**
 * The deadlines of one event loop's running relays, looked at a few times a second: one timer for all, because setting
 * and cancelling a timer for each request costs more than the request's own bookkeeping. Bounded by admission's
 * requests in flight.
 *
 * <p>Threads: its event loop only.
 */
public final class Deadlines {
    /** A deadline is noticed at most this much late. */
    public static final long TICK_MILLIS = 20;

    private final Set<Relay> running = new HashSet<>();
    private final NodeClock clock;

    public Deadlines(Vertx vertx, NodeClock clock) {
        this.clock = clock;
        vertx.setPeriodic(TICK_MILLIS, tick -> sweep());
    }

    void add(Relay relay) {
        running.add(relay);
    }

    void remove(Relay relay) {
        running.remove(relay);
    }

    private void sweep() {
        if (running.isEmpty()) {
            return;
        }
        long now = clock.nowNanos();
        for (Relay relay : running.toArray(Relay[]::new)) {
            relay.expireAt(now);
        }
    }
}
