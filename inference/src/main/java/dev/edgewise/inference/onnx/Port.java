package dev.edgewise.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A tensor that a session takes or gives, as the runtime announces it.
 *
 * @param shown as callers see it
 * @param javaType what the runtime's Java binding calls its elements
 * @param info as the runtime announces it
 */
record Port(TensorPort shown, OnnxJavaType javaType, TensorInfo info) {

    /** The port; empty when it is no tensor, or one of a type that no caller can send. */
    static Optional<Port> of(NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info)) {
            return Optional.empty();
        }
        return type(info.onnxType)
                .map(type -> new Port(
                        new TensorPort(
                                node.getName(),
                                type,
                                Arrays.stream(info.getShape()).boxed().toList()),
                        info.type,
                        info));
    }

    static Optional<TensorType> type(TensorInfo.OnnxTensorType type) {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> Optional.of(TensorType.BOOL);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> Optional.of(TensorType.UINT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> Optional.of(TensorType.UINT16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> Optional.of(TensorType.UINT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> Optional.of(TensorType.UINT64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> Optional.of(TensorType.INT8);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> Optional.of(TensorType.INT16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> Optional.of(TensorType.INT32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> Optional.of(TensorType.INT64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> Optional.of(TensorType.FP16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> Optional.of(TensorType.BF16);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> Optional.of(TensorType.FP32);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> Optional.of(TensorType.FP64);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> Optional.of(TensorType.BYTES);
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UNDEFINED,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX64,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_COMPLEX128,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FN,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E4M3FNUZ,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2,
                    ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT8E5M2FNUZ -> Optional.empty();
        };
    }

    /**
     * Refuses a tensor that is not of this port's type and shape.
     *
     * @param sizes sizes of named dimensions seen so far, added to: a name has one size in one run
     */
    void check(Tensor tensor, Map<String, Long> sizes) throws BadTensorException {
        shown.check(tensor);
        Shape shape = tensor.shape();
        long[] wanted = info.getShape();
        String[] names = info.getDimensionNames();
        for (int i = 0; i < wanted.length && i < names.length; i++) {
            Long before = wanted[i] < 0 && isName(names[i]) ? sizes.putIfAbsent(names[i], shape.size(i)) : null;
            if (before != null && before != shape.size(i)) {
                throw new BadTensorException("input " + shown.name() + " has the shape " + shape + ", but dimension "
                        + i + ", which the model calls " + names[i] + ", was " + before + " in an input before it");
            }
        }
    }

    /** Some exporters call every open dimension {@code ?}, which says nothing. */
    private static boolean isName(String dimension) {
        return !dimension.isEmpty() && Character.isJavaIdentifierStart(dimension.charAt(0));
    }
}
