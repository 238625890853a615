package dev.edgewise.inference.store.pull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Cuts a connection from which nothing comes any more: the JDK's client would wait for ever. */
final class Stall implements Closeable {
    private final InputStream body;
    private final long idleNanosMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long count;
    private boolean done;

    Stall(InputStream body, Duration idleTimeMax) {
        this.body = body;
        this.idleNanosMax = idleTimeMax.toNanos();
        Thread.ofPlatform().daemon().name("edgewise-pull-watch").start(this::watch);
    }

    /** Something came. */
    void moved() {
        lock.lock();
        try {
            count++;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        lock.lock();
        try {
            long seen = -1;
            while (!done) {
                if (seen == count) {
                    body.close();
                    return;
                }
                seen = count;
                long left = idleNanosMax;
                while (!done && left > 0) {
                    left = moved.awaitNanos(left);
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
