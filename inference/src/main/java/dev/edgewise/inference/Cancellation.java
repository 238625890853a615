package dev.edgewise.inference;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A caller's way to say that it no longer wants an answer. Takes effect once. Any thread. */
public final class Cancellation {
    /** Most calls have one listener or none. */
    private @Nullable Runnable only;

    private @Nullable List<Runnable> others;
    private volatile boolean cancelled;

    /** Whether {@link #cancel()} was called. */
    public boolean cancelled() {
        return cancelled;
    }

    /** Withdraws the work. Runs what was registered, on this thread; later calls do nothing. */
    public void cancel() {
        taken().forEach(Runnable::run);
    }

    private synchronized List<Runnable> taken() {
        List<Runnable> taken = new ArrayList<>(1);
        if (only != null) {
            taken.add(only);
        }
        if (others != null) {
            taken.addAll(others);
        }
        only = null;
        others = null;
        cancelled = true;
        return taken;
    }

    /**
     * Runs the listener once on cancel, or at once when that has happened already.
     *
     * @param listener must be quick and must not throw
     * @return forgets the listener when run; harmless afterwards
     */
    public Runnable onCancel(Runnable listener) {
        listen(listener);
        return () -> forget(listener);
    }

    /** The same, to be taken back by {@link #forget}. */
    public void listen(Runnable listener) {
        if (!added(listener)) {
            listener.run();
        }
    }

    private synchronized boolean added(Runnable listener) {
        if (!cancelled && only == null && others == null) {
            only = listener;
        } else if (!cancelled) {
            others = others == null ? new ArrayList<>(1) : others;
            others.add(listener);
        }
        return !cancelled;
    }

    /** Takes a listener back; harmless where it has run or never was one. */
    public synchronized void forget(Runnable listener) {
        if (listener.equals(only)) {
            only = null;
        } else if (others != null) {
            others.remove(listener);
        }
    }
}
