package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.edgewise.inference.onnx.nativeapi.UnsignedKind;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tensors between callers and the runtime: one copy in, one copy out. */
final class NativeTensors {
    /** What the runtime's own allocator aligns to. */
    private static final long ALIGNMENT_BYTES = 64;

    private NativeTensors() {}

    /**
     * A tensor for the runtime, which reads bytes that live as long as {@code arena}; the caller closes it before.
     *
     * @param port the input that it is for
     */
    static OnnxTensor of(OnnxRuntime runtime, Arena arena, Port port, Tensor tensor)
            throws OrtException, BadTensorException {
        return switch (tensor.type()) {
            case BYTES ->
                OnnxTensor.createTensor(
                        runtime.environment(), texts(tensor), tensor.shape().toArray());
            case BOOL -> of(runtime, arena, OnnxJavaType.BOOL, tensor);
            case UINT8 -> of(runtime, arena, OnnxJavaType.UINT8, tensor);
            case INT8 -> of(runtime, arena, OnnxJavaType.INT8, tensor);
            case INT16 -> of(runtime, arena, OnnxJavaType.INT16, tensor);
            case INT32 -> of(runtime, arena, OnnxJavaType.INT32, tensor);
            case INT64 -> of(runtime, arena, OnnxJavaType.INT64, tensor);
            case FP16 -> of(runtime, arena, OnnxJavaType.FLOAT16, tensor);
            case BF16 -> of(runtime, arena, OnnxJavaType.BFLOAT16, tensor);
            case FP32 -> of(runtime, arena, OnnxJavaType.FLOAT, tensor);
            case FP64 -> of(runtime, arena, OnnxJavaType.DOUBLE, tensor);
            case UINT16 -> of(runtime, arena, port, UnsignedKind.UINT16, tensor);
            case UINT32 -> of(runtime, arena, port, UnsignedKind.UINT32, tensor);
            case UINT64 -> of(runtime, arena, port, UnsignedKind.UINT64, tensor);
        };
    }

    private static OnnxTensor of(OnnxRuntime runtime, Arena arena, OnnxJavaType type, Tensor tensor)
            throws OrtException {
        ByteBuffer bytes = copy(arena, tensor).asByteBuffer().order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(
                runtime.environment(), bytes, tensor.shape().toArray(), type);
    }

    private static OnnxTensor of(OnnxRuntime runtime, Arena arena, Port port, UnsignedKind kind, Tensor tensor)
            throws OrtException, BadTensorException {
        long[] shape = tensor.shape().toArray();
        return UnsignedTensors.of(runtime.nativeAccess(), port, kind, copy(arena, tensor), shape);
    }

    private static MemorySegment copy(Arena arena, Tensor tensor) {
        MemorySegment bytes =
                arena.allocate(Math.max(1, tensor.bytes()), ALIGNMENT_BYTES).asSlice(0, tensor.bytes());
        bytes.asByteBuffer().put(tensor.data());
        return bytes;
    }

    /** A copy of what the runtime computed. */
    static Tensor read(String name, OnnxTensor tensor) throws OrtException, BadTensorException {
        var info = tensor.getInfo();
        TensorType type = Port.type(info.onnxType)
                .orElseThrow(() ->
                        new BadTensorException("output " + name + " has a type that cannot be sent: " + info.onnxType));
        Shape shape = Shape.of(info.getShape());
        if (type == TensorType.BYTES) {
            return Tensor.of(name, type, shape, bytes((Object[]) flat(tensor.getValue())));
        }
        if (shape.elements() == 0) {
            return Tensor.of(name, type, shape, ByteBuffer.allocate(0));
        }
        return Tensor.of(name, type, shape, tensor.getByteBuffer());
    }

    /** The binding takes text only as Java strings. */
    private static String[] texts(Tensor tensor) throws BadTensorException {
        ByteBuffer data = tensor.data();
        String[] texts = new String[tensor.shape().elements()];
        for (int i = 0; i < texts.length; i++) {
            int length = data.getInt();
            ByteBuffer element = data.slice(data.position(), length);
            data.position(data.position() + length);
            try {
                texts[i] = StandardCharsets.UTF_8.newDecoder().decode(element).toString();
            } catch (CharacterCodingException e) {
                throw new BadTensorException("element " + i + " of " + tensor.name()
                        + " is not UTF-8, which this model's" + " text must be");
            }
        }
        return texts;
    }

    private static Object flat(Object value) {
        if (value instanceof String text) {
            return new Object[] {text};
        }
        Object[] array = (Object[]) value;
        if (array instanceof String[]) {
            return array;
        }
        java.util.List<Object> all = new java.util.ArrayList<>();
        for (Object part : array) {
            all.addAll(java.util.Arrays.asList((Object[]) flat(part)));
        }
        return all.toArray();
    }

    private static ByteBuffer bytes(Object[] texts) {
        byte[][] encoded = new byte[texts.length][];
        int size = 0;
        for (int i = 0; i < texts.length; i++) {
            encoded[i] = ((String) texts[i]).getBytes(StandardCharsets.UTF_8);
            size = Math.addExact(size, Integer.BYTES + encoded[i].length);
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] element : encoded) {
            bytes.putInt(element.length).put(element);
        }
        return bytes.flip();
    }
}
