package dev.edgewise.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A caller's way to say that it no longer wants an answer. Takes effect once. Any thread. */
public final class Cancellation {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> listeners = new ArrayList<>(1);
    private volatile boolean cancelled;

    /** Whether {@link #cancel()} was called. */
    public boolean cancelled() {
        return cancelled;
    }

    /** Withdraws the work. Runs what was registered, on this thread; later calls do nothing. */
    public void cancel() {
        List<Runnable> toRun;
        lock.lock();
        try {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = List.copyOf(listeners);
            listeners.clear();
        } finally {
            lock.unlock();
        }
        toRun.forEach(Runnable::run);
    }

    /**
     * Runs the listener once on cancel, or at once when that has happened already.
     *
     * @param listener must be quick and must not throw
     * @return forgets the listener when run; harmless afterwards
     */
    public Runnable onCancel(Runnable listener) {
        boolean already;
        lock.lock();
        try {
            already = cancelled;
            if (!already) {
                listeners.add(listener);
            }
        } finally {
            lock.unlock();
        }
        if (already) {
            listener.run();
        }
        return () -> forget(listener);
    }

    private void forget(Runnable listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            lock.unlock();
        }
    }
}
