package dev.edgewise.gateway.admin;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body for a thread that may wait, read from the connection only as fast as that thread takes it. The event
 * loop fills it, one other thread reads it.
 */
final class BodyStream extends InputStream {
    /** Bytes that wait for the reader before the connection is read no further; one more chunk may come. */
    private static final int WAITING_BYTES_MAX = 1 << 20;

    private final HttpServerRequest request;
    private final Context context;
    private final Runnable wanted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Buffer> chunks = new ArrayDeque<>();
    private int headRead;
    private int waitingBytes;
    private long bytes;
    private boolean asked;
    private boolean paused;
    private boolean ended;
    private boolean waiting;
    private @Nullable String broken;

    /**
     * On the event loop.
     *
     * @param wanted told on the event loop when the body is read for the first time
     */
    BodyStream(HttpServerRequest request, Context context, Runnable wanted) {
        this.request = request;
        this.context = context;
        this.wanted = wanted;
        request.handler(this::came);
        request.endHandler(end -> end());
        request.pause();
        paused = true;
    }

    /** Whether the reader waits for the other side. */
    boolean isWaiting() {
        lock.lock();
        try {
            return waiting && !ended && broken == null;
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes came so far. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** No more will come; whoever reads is told why. */
    void breakOff(String reason) {
        lock.lock();
        try {
            if (!ended && broken == null) {
                broken = reason;
                chunks.clear();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void came(Buffer chunk) {
        lock.lock();
        try {
            if (broken != null) {
                return;
            }
            chunks.add(chunk);
            waitingBytes += chunk.length();
            bytes += chunk.length();
            if (waitingBytes >= WAITING_BYTES_MAX && !paused) {
                paused = true;
                request.pause();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            await();
            Buffer head = chunks.peek();
            if (head == null) {
                return -1;
            }
            int count = Math.min(length, head.length() - headRead);
            head.getBytes(headRead, headRead + count, to, offset);
            headRead += count;
            waitingBytes -= count;
            if (headRead == head.length()) {
                chunks.remove();
                headRead = 0;
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void await() throws IOException {
        if (!asked) {
            asked = true;
            context.runOnContext(first -> wanted.run());
        }
        while (broken == null && chunks.isEmpty() && !ended) {
            if (paused) {
                paused = false;
                context.runOnContext(more -> request.resume());
            }
            waiting = true;
            changed.awaitUninterruptibly();
            waiting = false;
        }
        if (broken != null) {
            throw new IOException(broken);
        }
    }
}
