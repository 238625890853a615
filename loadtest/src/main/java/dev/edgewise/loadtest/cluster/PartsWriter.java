package dev.edgewise.loadtest.cluster;

import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Writes the parts of one answer at their pace, each flushed by itself, and no faster than the client reads. One timer
 * per answer, set to the moment of its next part counted from the start, so that delays do not add up. Event loop only.
 */
final class PartsWriter implements Runnable {
    /** Parts written in one go before other connections get their turn. */
    private static final int BURST_MAX = 64;

    private final HttpServerResponse response;
    private final EventLoop loop;
    private final Parts parts;
    private final long gapNanos;
    private final Consumer<Part> sent;
    private final Runnable finished;
    private long dueNanos;
    private boolean begun;
    private boolean blocked;
    private boolean stopped;

    /**
     * @param sent told of each part once it is written
     * @param finished run once all parts are written
     */
    PartsWriter(
            HttpServerResponse response,
            EventLoop loop,
            Parts parts,
            long gapNanos,
            Consumer<Part> sent,
            Runnable finished) {
        this.response = response;
        this.loop = loop;
        this.parts = parts;
        this.gapNanos = gapNanos;
        this.sent = sent;
        this.finished = finished;
    }

    /** Writes the first part after {@code delayNanos}, at the earliest once the current read is over. */
    void start(long delayNanos) {
        dueNanos = System.nanoTime() + delayNanos;
        response.drainHandler(drained -> {
            if (blocked) {
                blocked = false;
                run();
            }
        });
        later(delayNanos);
    }

    /** Writes nothing more; {@code finished} does not run. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        for (int burst = 0; burst < BURST_MAX && !stopped; burst++) {
            if (!parts.hasNext()) {
                stopped = true;
                finished.run();
                return;
            }
            if (response.writeQueueFull()) {
                blocked = true;
                return;
            }
            if (begun && gapNanos > 0 && parts.waits()) {
                long left = dueNanos + gapNanos - System.nanoTime();
                if (left > 0) {
                    later(left);
                    return;
                }
                dueNanos += gapNanos;
            }
            begun = true;
            Part part = parts.next();
            response.write(part.bytes());
            sent.accept(part);
        }
        if (!stopped) {
            loop.execute(this);
        }
    }

    private void later(long nanos) {
        if (nanos <= 0) {
            loop.execute(this);
        } else {
            var _ = loop.schedule(this, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
