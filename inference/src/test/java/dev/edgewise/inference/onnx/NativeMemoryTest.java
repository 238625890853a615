package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {
    private static final int BYTES = 4 << 20;
    private static final int FROM = 1_000_001;
    private static final int SIZE = 2_000_003;

    /** Larger than the pages of any processor. */
    private static final int PAGE_MAX = 1 << 16;

    @Test
    void whatIsGivenBackHoldsZerosAndItsNeighboursStayAsTheyWere() {
        try (var memory = new NativeMemory()) {
            MemorySegment piece = memory.segment(BYTES);
            piece.fill((byte) 1);

            assertThat(NativeMemory.giveBack(piece.asSlice(FROM, SIZE))).isTrue();

            MemorySegment within = piece.asSlice(FROM + PAGE_MAX, SIZE - 2 * PAGE_MAX);
            assertThat(within.mismatch(MemorySegment.ofArray(new byte[SIZE - 2 * PAGE_MAX])))
                    .isEqualTo(-1);
            assertThat(piece.get(ValueLayout.JAVA_BYTE, FROM - 1)).isEqualTo((byte) 1);
            assertThat(piece.get(ValueLayout.JAVA_BYTE, FROM + SIZE)).isEqualTo((byte) 1);
            piece.fill((byte) 2);
        }
    }

    @Test
    void lessThanAPageStaysAsItIs() {
        try (var memory = new NativeMemory()) {
            MemorySegment piece = memory.segment(100);
            piece.fill((byte) 1);

            assertThat(NativeMemory.giveBack(piece)).isTrue();
            assertThat(piece.get(ValueLayout.JAVA_BYTE, 50)).isEqualTo((byte) 1);
        }
    }
}
