package dev.edgewise.inference.store.pull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cuts a connection from which nothing comes any more, or next to nothing: the JDK's client would wait for ever, and all other
 * pulls with it.
 */
final class Stall implements Closeable {
    /** A slower hub is as good as none. */
    static final int BYTES_PER_SECOND_MIN = 256;

    private final InputStream body;
    private final long idleNanosMax;
    private final long bytesMin;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long bytes;
    private boolean done;
    private boolean cut;

    Stall(InputStream body, Duration idleTimeMax) {
        this.body = body;
        this.idleNanosMax = idleTimeMax.toNanos();
        this.bytesMin = Math.max(1, idleTimeMax.toSeconds() * BYTES_PER_SECOND_MIN);
        Thread.ofPlatform().daemon().name("edgewise-pull-watch").start(this::watch);
    }

    /** So many bytes came. */
    void moved(int more) {
        lock.lock();
        try {
            bytes += more;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has cut the connection. */
    boolean hasCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        lock.lock();
        try {
            while (!done) {
                long before = bytes;
                long left = idleNanosMax;
                while (!done && left > 0) {
                    left = moved.awaitNanos(left);
                }
                if (!done && bytes - before < bytesMin) {
                    cut = true;
                    body.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException closedAnyway) {
            return;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            done = true;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
