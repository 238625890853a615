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
     * Runs over a set of buffers, which may be ended without ending those over others.
     *
     * @return closed by the caller, before this
     */
    EncoderRuns over(EncoderBuffers buffers) throws OrtException, EngineException;

    @Override
    void close();

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
