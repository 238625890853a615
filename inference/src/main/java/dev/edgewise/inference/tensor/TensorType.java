package dev.edgewise.inference.tensor;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the elements of a tensor are, by the names of the Open Inference Protocol. A closed list. */
public enum TensorType {
    /** One byte, 0 or 1. */
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    /** IEEE 754 half precision. */
    FP16(2),
    FP32(4),
    FP64(8),
    /** The upper half of an IEEE 754 single. */
    BF16(2),
    /** Text or bytes of any length, each element after its length as four bytes. */
    BYTES(0);

    private static final Map<String, TensorType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    private final int bytes;

    TensorType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element; 0 where elements have lengths of their own. */
    public int bytes() {
        return bytes;
    }

    /** The type of that name, such as {@code FP32}; empty when there is none. */
    public static Optional<TensorType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
