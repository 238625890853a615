package dev.edgewise.inference.residency;

/**
 * The right to use a loaded model: it stays in memory until the lease is closed. Any thread; a second close does nothing.
 *
 * @param <M> a loaded model
 */
public final class Lease<M> implements Leased<M>, AutoCloseable {
    private final M model;
    private final Runnable release;
    private boolean closed;

    Lease(M model, Runnable release) {
        this.model = model;
        this.release = release;
    }

    public M model() {
        return model;
    }

    @Override
    public void close() {
        if (first()) {
            release.run();
        }
    }

    private synchronized boolean first() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
