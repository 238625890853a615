package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.NativeAccess;
import dev.edgewise.inference.onnx.nativeapi.NativeApi;
import dev.edgewise.inference.onnx.nativeapi.UnsignedKind;
import dev.edgewise.inference.tensor.BadTensorException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Tensors of unsigned numbers. The Java binding runs them and reads them, but makes none: the C interface makes them, and
 * the binding's own class holds them. How it does that it keeps to itself, and may do otherwise one day.
 */
final class UnsignedTensors {
    private static final @Nullable MethodHandle HELD = held();

    private UnsignedTensors() {}

    private static @Nullable MethodHandle held() {
        try {
            return MethodHandles.privateLookupIn(OnnxTensor.class, MethodHandles.lookup())
                    .findConstructor(
                            OnnxTensor.class,
                            MethodType.methodType(void.class, long.class, long.class, TensorInfo.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * A tensor for the binding, closed by the caller.
     *
     * @param port the input that it is for
     * @param numbers native memory that outlives the tensor
     * @throws BadTensorException if this build of the runtime cannot be given such numbers
     * @throws OrtException if the library refuses
     */
    static OnnxTensor of(NativeAccess access, Port port, UnsignedKind kind, MemorySegment numbers, long[] shape)
            throws BadTensorException, OrtException {
        if (HELD == null || !(access instanceof NativeAccess.Present(NativeApi api))) {
            throw new BadTensorException("input " + port.shown().name() + " is " + kind
                    + ", which this node's runtime cannot be given; it takes BOOL, UINT8, signed integers, floating point"
                    + " and BYTES");
        }
        try {
            // No allocator: the library frees none of the memory. What the port says is only for show here.
            return (OnnxTensor) HELD.invokeExact(kind.tensor(api, numbers, shape), 0L, port.info());
        } catch (EngineException e) {
            throw new OrtException(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
