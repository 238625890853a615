package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Cancellation;

/** Ends a run of the runtime early when its caller leaves. Cancelled from any thread; closed by the one that runs. */
final class RunStop implements AutoCloseable {
    private final OrtSession.RunOptions options = new OrtSession.RunOptions();
    private final Runnable forget;
    private boolean closed;

    RunStop(Cancellation stop) throws OrtException {
        // What a caller's tensors do to the model is told to the caller, not to the node's log.
        options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        this.forget = stop.onCancel(this::terminate);
    }

    OrtSession.RunOptions options() {
        return options;
    }

    /** The options are native memory: they must not be touched once they are freed. */
    private synchronized void terminate() {
        if (!closed) {
            try {
                options.setTerminate(true);
            } catch (OrtException e) {
                throw new IllegalStateException("the runtime cannot be told to stop", e);
            }
        }
    }

    @Override
    public void close() {
        forget.run();
        synchronized (this) {
            closed = true;
            options.close();
        }
    }
}
