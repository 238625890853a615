package dev.edgewise.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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

    /** Pieces as large as these the C library keeps when they are freed, and writes them full of zeros when asked again. */
    @Test
    void pagesTakeNoRoomBeforeTheyAreWrittenHoweverOftenTheyWereFreed() throws Throwable {
        int pieces = 8;
        long held = NativeMemory.held();
        for (int turn = 0; turn < 3; turn++) {
            try (var memory = new NativeMemory()) {
                for (int i = 0; i < pieces; i++) {
                    MemorySegment piece = memory.pages(BYTES);
                    assertThat(piece.get(ValueLayout.JAVA_LONG, BYTES - Long.BYTES))
                            .isZero();
                    piece.set(ValueLayout.JAVA_LONG, BYTES - Long.BYTES, 1);
                    assertThat(resident(piece)).isLessThanOrEqualTo(BYTES / 2);
                }
                assertThat(NativeMemory.held()).isEqualTo(held + (long) pieces * BYTES);
            }
        }
        assertThat(NativeMemory.held()).isEqualTo(held);
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

    /** Bytes of a piece that are in memory, as Linux tells; a huge page counts whole. */
    @SuppressWarnings("restricted")
    private static long resident(MemorySegment piece) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle mincore = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("mincore"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
        MethodHandle page = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("getpagesize"), FunctionDescriptor.of(ValueLayout.JAVA_INT));
        long pageBytes = (int) page.invokeExact();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(piece.byteSize() / pageBytes);
            assertThat((int) mincore.invokeExact(piece.address(), piece.byteSize(), pages))
                    .isZero();
            long resident = 0;
            for (long at = 0; at < pages.byteSize(); at++) {
                resident += pages.get(ValueLayout.JAVA_BYTE, at) & 1;
            }
            return resident * pageBytes;
        }
    }
}
