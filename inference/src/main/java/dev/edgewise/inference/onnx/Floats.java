package dev.edgewise.inference.onnx;

import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Numbers of 16 and 32 bits that a model wrote to native memory, as Java has them. */
final class Floats {
    private Floats() {}

    /**
     * Copies the first {@code count} numbers of a part.
     *
     * @param kind a kind with fractions
     */
    static void copy(MemorySegment part, ElementKind kind, float[] into, int count) {
        if (kind == ElementKind.FLOAT) {
            MemorySegment.copy(part, ValueLayout.JAVA_FLOAT, 0, into, 0, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            into[i] = at(part, kind, i);
        }
    }

    /** One number of a part. */
    static float at(MemorySegment part, ElementKind kind, int index) {
        return switch (kind) {
            case FLOAT -> part.getAtIndex(ValueLayout.JAVA_FLOAT, index);
            case FLOAT16 -> Float.float16ToFloat(part.getAtIndex(ValueLayout.JAVA_SHORT, index));
            case BFLOAT16 -> Float.intBitsToFloat(part.getAtIndex(ValueLayout.JAVA_SHORT, index) << Short.SIZE);
            case INT64 -> throw new IllegalArgumentException("integers have no fractions");
        };
    }
}
