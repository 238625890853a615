package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorType;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Tensors between callers and the runtime: one copy in, one copy out. */
final class NativeTensors {
    /** What the runtime's own allocator aligns to. */
    private static final long ALIGNMENT_BYTES = 64;

    private NativeTensors() {}

    /** A tensor for the runtime, which reads bytes that live as long as {@code arena}; the caller closes it before. */
    static OnnxTensor of(OrtEnvironment environment, Arena arena, Tensor tensor)
            throws OrtException, BadTensorException {
        long[] shape = tensor.shape().toArray();
        if (tensor.type() == TensorType.BYTES) {
            return OnnxTensor.createTensor(environment, texts(tensor), shape);
        }
        ByteBuffer bytes = arena.allocate(Math.max(1, tensor.bytes()), ALIGNMENT_BYTES)
                .asByteBuffer()
                .limit(tensor.bytes())
                .order(ByteOrder.nativeOrder());
        bytes.put(tensor.data()).flip();
        return OnnxTensor.createTensor(environment, bytes, shape, javaType(tensor.type()));
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

    private static OnnxJavaType javaType(TensorType type) {
        return switch (type) {
            case BOOL -> OnnxJavaType.BOOL;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case FP16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case FP32 -> OnnxJavaType.FLOAT;
            case FP64 -> OnnxJavaType.DOUBLE;
            case BYTES -> OnnxJavaType.STRING;
            case UINT16, UINT32, UINT64 -> throw new IllegalArgumentException(type + " was not refused");
        };
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
