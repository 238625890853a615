package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import dev.edgewise.inference.EngineException;

/**
 * Runs of an encoder over one set of buffers. One thread at a time, but for {@link #terminate}; freed by {@link #close},
 * after the runs of every shape and before the session.
 */
interface EncoderRuns extends AutoCloseable {
    /**
     * Lays tensors of one shape over the buffers, once for all runs of that shape.
     *
     * @return closed by the caller, before the buffers go
     */
    ShapeRun prepare(int rows, int tokens) throws OrtException, EngineException;

    /** Ends the run under way at its next operator, and all later ones until {@link #resume}. Quick; any thread. */
    void terminate();

    /** Takes that back; not while somebody may {@link #terminate}. */
    void resume();

    @Override
    void close();

    /** The runs of one shape. */
    interface ShapeRun extends AutoCloseable {
        /**
         * Reads what the buffers hold and writes what the model makes of it. Computes for long.
         *
         * @throws OrtException if the model fails or is terminated, by the Java binding's word
         * @throws EngineException the same by the C interface's
         */
        void run() throws OrtException, EngineException;

        @Override
        void close();
    }
}
