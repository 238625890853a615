package dev.edgewise.inference.onnx.nativeapi;

import java.util.Optional;

/** The kinds of numbers that are bound, with the codes of {@code ONNXTensorElementDataType}. */
public enum ElementKind {
    /** 32-bit floating point. */
    FLOAT(1, 4),
    /** 64-bit integers. */
    INT64(7, 8),
    /** 16-bit floating point. */
    FLOAT16(10, 2),
    /** 16-bit floating point with the range of 32 bits. */
    BFLOAT16(16, 2);

    private final int code;
    private final int bytes;

    ElementKind(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The kind of a code; empty where no such numbers are bound. */
    public static Optional<ElementKind> of(int code) {
        for (ElementKind kind : values()) {
            if (kind.code == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** Its code, the same as in an ONNX file. */
    public int code() {
        return code;
    }

    /** Whether it has fractions. */
    public boolean isFloat() {
        return this != INT64;
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }
}
