package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.request.Exchange;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.Reply;
import dev.edgewise.gateway.request.ReplyStream;
import dev.edgewise.gateway.upstream.Bytes;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Sends stored streams as if they were being written: event after event. One timer for all of an event loop, which runs only
 * while there is something to send. What is due is sent together, so that no pace costs more than a write a tick.
 *
 * <p>Threads: its event loop only.
 */
public final class Replays {
    /** An event is sent at most this much late. */
    static final long TICK_MILLIS = 20;
    /** No replay takes longer: the pace is quickened. */
    static final Duration TIME_MAX = Duration.ofSeconds(30);
    /** At once on an event loop; what comes beyond is sent whole. */
    static final int RUNNING_MAX = 1_024;
    /** Of one answer, in bytes; a larger one is sent whole. */
    static final int BODY_BYTES_MAX = 4 * 1024 * 1024;
    /** Of the answers being sent on an event loop, in bytes. */
    static final long HELD_BYTES_MAX = 64L * 1024 * 1024;

    private static final System.Logger LOG = System.getLogger(Replays.class.getName());
    private static final long NO_TIMER = -1;

    private final Set<Replay> running = new LinkedHashSet<>();
    private final Vertx vertx;
    private final NodeClock clock;
    private final BooleanSupplier draining;
    private long timer = NO_TIMER;
    private long heldBytes;

    /** @param draining whether the node is about to end, so that everything is to be sent at once */
    public Replays(Vertx vertx, NodeClock clock, BooleanSupplier draining) {
        this.vertx = vertx;
        this.clock = clock;
        this.draining = draining;
    }

    /**
     * Begins to send a paced reply.
     *
     * @param over runs once, when it has been sent or its client has left
     * @return false when it is to be sent whole instead; nothing has been sent then
     */
    public boolean begin(Exchange exchange, Reply reply, Runnable over) {
        byte[] body = reply.body();
        if (draining.getAsBoolean()
                || running.size() >= RUNNING_MAX
                || body.length > BODY_BYTES_MAX
                || heldBytes + body.length > HELD_BYTES_MAX) {
            return false;
        }
        long now = clock.nowNanos();
        long deadline = exchange.arrival().deadlineNanos();
        long gap = Math.min(reply.paceNanos(), Math.min(TIME_MAX.toNanos(), deadline - now) / gaps(body));
        if (gap <= 0) {
            return false;
        }
        ReplyStream client = exchange.stream(reply.status(), reply.headers());
        var replay = new Replay(client, body, now, gap, deadline, over);
        running.add(replay);
        heldBytes += body.length;
        exchange.onClientGone(replay::end);
        replay.advance(now);
        if (timer == NO_TIMER && !running.isEmpty()) {
            timer = vertx.setPeriodic(TICK_MILLIS, tick -> sweep());
        }
        return true;
    }

    /** How many times there is something to wait for between events; at least 1. */
    private static long gaps(byte[] body) {
        long events = 0;
        for (int at = 0; at < body.length; at = EventCut.next(body, at)) {
            events++;
        }
        return Math.max(1, events - 1);
    }

    private void sweep() {
        long now = clock.nowNanos();
        for (Replay replay : running.toArray(Replay[]::new)) {
            replay.advance(now);
        }
        if (running.isEmpty()) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }

    /** One answer on its way. */
    private final class Replay {
        private final ReplyStream client;
        private final byte[] body;
        private final long beganNanos;
        private final long gapNanos;
        private final long deadlineNanos;
        private final Runnable over;
        private long events;
        private int sentBytes;
        private boolean behind;

        Replay(ReplyStream client, byte[] body, long beganNanos, long gapNanos, long deadlineNanos, Runnable over) {
            this.client = client;
            this.body = body;
            this.beganNanos = beganNanos;
            this.gapNanos = gapNanos;
            this.deadlineNanos = deadlineNanos;
            this.over = over;
        }

        /** Sends what is due; everything when there is no time left. A bug breaks the reply off, and no other one. */
        void advance(long now) {
            try {
                boolean rest = draining.getAsBoolean() || now - deadlineNanos >= 0;
                if (rest) {
                    send(body.length);
                } else if (!behind) {
                    send(due(now));
                }
            } catch (RuntimeException bug) {
                LOG.log(System.Logger.Level.ERROR, "a stored stream could not be sent", bug);
                client.abort();
                end();
            }
        }

        /** How far the events go whose time has come. */
        private int due(long now) {
            long due = 1 + (now - beganNanos) / gapNanos;
            int end = sentBytes;
            while (events < due && end < body.length) {
                end = EventCut.next(body, end);
                events++;
            }
            return end;
        }

        private void send(int end) {
            if (end > sentBytes) {
                var part = Bytes.wrap(body, sentBytes, end - sentBytes);
                sentBytes = end;
                if (!client.write(part)) {
                    behind = true;
                    client.onDrain(() -> behind = false);
                }
            }
            if (sentBytes == body.length && running.contains(this)) {
                client.end();
                end();
            }
        }

        /** Runs once, whatever became of it. */
        void end() {
            if (running.remove(this)) {
                heldBytes -= body.length;
                over.run();
            }
        }
    }
}
