package dev.edgewise.inference.onnx.nativeapi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The sizes of a tensor, in native memory and changeable, so that a shape costs nothing of the heap. One thread. */
public final class Dims {
    private final MemorySegment sizes;
    private final int rank;

    private Dims(MemorySegment sizes, int rank) {
        this.sizes = sizes;
        this.rank = rank;
    }

    /** A shape that lives as long as {@code arena}. */
    public static Dims of(Arena arena, long... sizes) {
        return new Dims(arena.allocateFrom(ValueLayout.JAVA_LONG, sizes), sizes.length);
    }

    /** Changes one size; gives back this. */
    public Dims set(int index, long size) {
        sizes.setAtIndex(ValueLayout.JAVA_LONG, index, size);
        return this;
    }

    /** The product of the sizes. */
    public long elements() {
        long elements = 1;
        for (int i = 0; i < rank; i++) {
            elements = Math.multiplyExact(elements, sizes.getAtIndex(ValueLayout.JAVA_LONG, i));
        }
        return elements;
    }

    long address() {
        return sizes.address();
    }

    int rank() {
        return rank;
    }
}
