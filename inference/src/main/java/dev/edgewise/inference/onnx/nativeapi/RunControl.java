package dev.edgewise.inference.onnx.nativeapi;

import dev.edgewise.inference.EngineException;

/** Stops runs that are under way. Any thread; closed after the last run. */
public final class RunControl implements AutoCloseable {
    private final OrtTable table;
    private final long options;
    private boolean closed;

    /** @throws EngineException if the library has no memory for it */
    public RunControl(NativeApi api) throws EngineException {
        this.table = api.table();
        this.options = table.made(OrtFunction.CREATE_RUN_OPTIONS);
    }

    /** Ends the runs that use this, and all later ones until {@link #resume}. */
    public synchronized void terminate() {
        if (!closed) {
            must(OrtFunction.RUN_OPTIONS_SET_TERMINATE);
        }
    }

    /** Takes a stop back. */
    public synchronized void resume() {
        if (!closed) {
            must(OrtFunction.RUN_OPTIONS_UNSET_TERMINATE);
        }
    }

    private void must(OrtFunction function) {
        try {
            table.call(function, options);
        } catch (EngineException e) {
            throw new IllegalStateException(e);
        }
    }

    long options() {
        return options;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            table.release(OrtFunction.RELEASE_RUN_OPTIONS, options);
        }
    }
}
