package dev.edgewise.inference.schedule;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Wakes callers when their deadlines pass. One thread for all of them, asleep until the earliest deadline that it knew when
 * it last looked: a caller whose deadline is later wakes nobody. A timed wait of a virtual thread on an event loop wakes a
 * timer thread of the JDK each time, just when the model's thread is to be woken too.
 */
final class DeadlineWatch implements AutoCloseable {
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition earlier = lock.newCondition();
    private final DeadlineList list = new DeadlineList();
    private boolean closed;

    /**
     * Starts the thread.
     *
     * @param nanoTime the clock of the deadlines, in nanoseconds
     */
    DeadlineWatch(String name, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        Thread.ofPlatform().daemon().name(name).start(this::watch);
    }

    /** Wakes the job's caller once its deadline has passed, unless it is forgotten before. Any thread. */
    void add(RowJob job) {
        lock.lock();
        try {
            if (list.add(job)) {
                earlier.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a job; harmless where its deadline has passed. Any thread. */
    void remove(RowJob job) {
        lock.lock();
        try {
            list.remove(job);
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        lock.lock();
        try {
            while (!closed) {
                long now = nanoTime.getAsLong();
                list.look(now);
                if (list.planned()) {
                    earlier.await(list.plannedNanos() - now, TimeUnit.NANOSECONDS);
                } else {
                    earlier.awaitUninterruptibly();
                }
            }
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread, without waiting for it. No caller waits any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            earlier.signal();
        } finally {
            lock.unlock();
        }
    }
}
