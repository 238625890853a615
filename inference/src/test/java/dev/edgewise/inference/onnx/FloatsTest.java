package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatsTest {
    private static final float[] NUMBERS = {0, 1, -2.5f, 0.125f, Float.NEGATIVE_INFINITY};

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "FLOAT16", "BFLOAT16"})
    void numbers_of_every_width_are_read_as_they_were_written(ElementKind kind) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment part = arena.allocate((long) NUMBERS.length * kind.bytes(), Float.BYTES);
            for (int i = 0; i < NUMBERS.length; i++) {
                write(part, kind, i, NUMBERS[i]);
            }
            float[] read = new float[NUMBERS.length];

            Floats.copy(part, kind, read, read.length);

            assertThat(read).isEqualTo(NUMBERS);
            assertThat(Floats.at(part, kind, 2)).isEqualTo(-2.5f);
        }
    }

    private static void write(MemorySegment part, ElementKind kind, int at, float number) {
        switch (kind) {
            case FLOAT -> part.setAtIndex(ValueLayout.JAVA_FLOAT, at, number);
            case FLOAT16 -> part.setAtIndex(ValueLayout.JAVA_SHORT, at, Float.floatToFloat16(number));
            case BFLOAT16 ->
                part.setAtIndex(ValueLayout.JAVA_SHORT, at, (short) (Float.floatToRawIntBits(number) >>> Short.SIZE));
            case INT64 -> throw new IllegalArgumentException();
        }
    }
}
