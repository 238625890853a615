package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import dev.edgewise.inference.onnx.nativeapi.NativeApi;
import java.util.OptionalLong;

/** How an encoder's session is run. Any thread; freed by {@link #close}, before the session and after every run. */
sealed interface EncoderSession extends AutoCloseable permits BoundEncoderSession, JavaEncoderSession {
    /**
     * Lays tensors of one shape over buffers, once for all runs of that shape.
     *
     * @return closed by the caller, before the buffers go
     */
    ShapeRun prepare(EncoderBuffers buffers, int rows, int tokens) throws OrtException, EngineException;

    @Override
    void close();

    /** The runs of one shape. One thread at a time. */
    interface ShapeRun extends AutoCloseable {
        /** Reads what the buffers hold and writes what the model makes of it. Computes for long. */
        void run() throws OrtException, EngineException;

        @Override
        void close();
    }

    /**
     * By the C interface where it is there, which takes nothing of the heap; otherwise by the Java binding.
     *
     * @param ports what the session takes and gives
     * @param onDevice whether the session computes elsewhere than on the processor: what lies on the host would then be
     *     read when it is bound, not when it is run
     */
    static EncoderSession of(OnnxRuntime runtime, OrtSession session, EncoderPorts ports, boolean onDevice)
            throws EngineException {
        OptionalLong handle = onDevice ? OptionalLong.empty() : SessionHandle.of(session);
        return switch (runtime.nativeAccess()) {
            case NativeAccess.Present(NativeApi api)
            when handle.isPresent() -> new BoundEncoderSession(api, handle.getAsLong(), ports);
            case NativeAccess.Present _, NativeAccess.Absent _ ->
                new JavaEncoderSession(runtime.environment(), session, ports);
        };
    }
}
