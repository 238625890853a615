package dev.edgewise.gateway.account;

import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.request.RequestRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * One JSON line per request. The line's text is made at once, because keeping the request until later costs the
 * collector more; a thread of its own writes the text out. When that thread is behind, the newest line is dropped and
 * the caller told, because a slow disk must not slow the requests. No prompt, answer or key is ever written.
 *
 * <p>Threads: {@link #offer} from any; it never waits for the disk. Lines of one thread keep their order.
 */
public final class RequestLog implements AutoCloseable {
    /** Bytes of lines that wait for the writer, in each of {@link #STRIPES}. */
    public static final int WAITING_BYTES_MAX = 2 * 1024 * 1024;

    /** Buffers between which threads are spread, so that event loops seldom meet at a lock. */
    private static final int STRIPES = 8;

    private static final long LOOK_NANOS = 20_000_000;

    private final Stripe[] stripes =
            IntStream.range(0, STRIPES).mapToObj(i -> new Stripe()).toArray(Stripe[]::new);
    private final RequestLine line;
    private final OutputStream out;
    private final NodeClock clock;
    private final Thread writer;
    private volatile boolean closing;
    private volatile boolean wanted = true;

    /** Two buffers: one is filled while the other is written. */
    private static final class Stripe {
        private JsonBytes filling = new JsonBytes();
        private JsonBytes spare = new JsonBytes();

        synchronized boolean add(RequestLine line, Arrival arrival, RequestRecord record, long ownNanos, long now) {
            if (filling.size() >= WAITING_BYTES_MAX) {
                return false;
            }
            line.write(filling, arrival, record, ownNanos, now);
            return true;
        }

        /** What was filled; its turn ends at the next call. */
        synchronized JsonBytes swap() {
            JsonBytes full = filling;
            spare.clear();
            filling = spare;
            spare = full;
            return full;
        }
    }

    /** @param out where lines go; flushed after each batch, not closed */
    public RequestLog(OutputStream out, String node, NodeClock clock) {
        this.out = out;
        this.line = new RequestLine(node);
        this.clock = clock;
        this.writer = Thread.ofPlatform().name("edgewise-request-log").daemon().start(this::run);
    }

    /** Whether lines are written from now on. */
    public void wanted(boolean yes) {
        wanted = yes;
    }

    boolean offer(Arrival arrival, RequestRecord record, long ownNanos) {
        if (!wanted) {
            return true;
        }
        Stripe stripe = stripes[(int) (Thread.currentThread().threadId() % STRIPES)];
        return stripe.add(line, arrival, record, ownNanos, clock.nowEpochMillis());
    }

    /** Writes what waits and ends the writer. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (true) {
            boolean last = closing;
            for (Stripe stripe : stripes) {
                write(stripe.swap());
            }
            if (last) {
                return;
            }
            // Looking now and then costs the requests nothing; being woken for each line costs them a system call.
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private void write(JsonBytes lines) {
        if (lines.size() == 0) {
            return;
        }
        try {
            lines.writeTo(out);
            out.flush();
        } catch (IOException e) {
            System.getLogger(RequestLog.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "request log: {0} bytes of lines were not written: {1}",
                            lines.size(),
                            e.getMessage());
        }
    }
}
