package dev.edgewise.cache.semantic.index;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Two bits of each value of a block's vectors: a quarter of what a scan in eight bits reads. They tell which vectors are
 * worth a look, not what their cosines are. Turned like the block's eight bits: the lowest bits of 32 values of every
 * vector, the highest ones of every vector, then the next 32 values.
 *
 * <p>Read and written as the block is that they belong to.
 */
final class Sketches {
    /** Bits that a value is rounded to. */
    static final int PLANES = 2;
    /** What is in the middle of the rounded values. */
    static final float MIDDLE = 1.5f;

    private static final int LARGEST = 3;
    /** Width of a step in standard deviations, as for {@link SketchQuery}. */
    private static final double STEP = 0.996;
    /** Heap beside the bits, for each vector: gain and bias. */
    private static final int HEAP_BYTES = 2 * Float.BYTES;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final int lanes;
    private final int ints;
    private final MemorySegment bits;
    /** One by how much of a vector its sketch has kept. */
    private final float[] gains;
    /** What a sum is too large by on the part of the vector; endless where there is none. */
    private final float[] biases;

    Sketches(Arena arena, int lanes, int dimensions) {
        this.lanes = lanes;
        ints = ints(dimensions);
        bits = arena.allocate((long) ints * PLANES * Integer.BYTES * lanes, 64);
        gains = new float[lanes];
        biases = new float[lanes];
        Arrays.fill(gains, 1);
        Arrays.fill(biases, Float.POSITIVE_INFINITY);
    }

    /** Ints that hold one plane of a vector. */
    static int ints(int dimensions) {
        return (dimensions + Integer.SIZE - 1) / Integer.SIZE;
    }

    /** What the sketch of one vector takes, in bytes. */
    static long bytes(int dimensions) {
        return (long) ints(dimensions) * PLANES * Integer.BYTES + HEAP_BYTES;
    }

    /** Writes the sketch of a vector of length 1. */
    void put(int lane, float[] unit) {
        double step = STEP / Math.sqrt(unit.length);
        int sum = 0;
        double kept = 0;
        for (int i = 0; i < ints; i++) {
            int low = 0;
            int high = 0;
            for (int at = i * Integer.SIZE; at < Math.min(unit.length, (i + 1) * Integer.SIZE); at++) {
                int value = (int) Math.clamp(Math.floor(unit[at] / step) + (LARGEST + 1) / 2, 0, LARGEST);
                sum += value;
                kept += (value - MIDDLE) * unit[at];
                low |= (value & 1) << at;
                high |= (value >>> 1) << at;
            }
            bits.setAtIndex(INT, index(i, 0, lane), low);
            bits.setAtIndex(INT, index(i, 1, lane), high);
        }
        gains[lane] = (float) (1 / kept);
        biases[lane] = SketchQuery.MIDDLE * sum;
    }

    void take(int lane, Sketches from, int place) {
        for (int i = 0; i < ints; i++) {
            for (int plane = 0; plane < PLANES; plane++) {
                bits.setAtIndex(INT, index(i, plane, lane), from.bits.getAtIndex(INT, from.index(i, plane, place)));
            }
        }
        gains[lane] = from.gains[place];
        biases[lane] = from.biases[place];
    }

    void remove(int lane) {
        biases[lane] = Float.POSITIVE_INFINITY;
    }

    private long index(int i, int plane, int lane) {
        return ((long) i * PLANES + plane) * lanes + lane;
    }

    /**
     * How near the vectors seem.
     *
     * @param sums room for as many sums as there are lanes
     * @param scores gets numbers that rise with the cosine; endless below zero where no vector is
     */
    void scan(SketchQuery query, int[] sums, float[] scores) {
        Arrays.fill(sums, 0, lanes, 0);
        add(bits, query.bits, lanes, sums);
        for (int lane = 0; lane < lanes; lane++) {
            scores[lane] = (sums[lane] - query.offset - biases[lane]) * gains[lane];
        }
    }

    /** Sums of the products of rounded values, a bit of the one with a bit of the other at a time. */
    private static void add(MemorySegment bits, int[] query, int lanes, int[] sums) {
        long plane = (long) Integer.BYTES * lanes;
        long row = 0;
        for (int i = 0; i < query.length; i += SketchQuery.PLANES) {
            int q0 = query[i];
            int q1 = query[i + 1];
            int q2 = query[i + 2];
            for (int lane = 0; lane < lanes; lane++) {
                int low = bits.get(INT, row + (long) Integer.BYTES * lane);
                int high = bits.get(INT, row + plane + (long) Integer.BYTES * lane);
                sums[lane] += Integer.bitCount(low & q0)
                        + (Integer.bitCount(low & q1) + Integer.bitCount(high & q0) << 1)
                        + (Integer.bitCount(low & q2) + Integer.bitCount(high & q1) << 2)
                        + (Integer.bitCount(high & q2) << 3);
            }
            row += PLANES * plane;
        }
    }
}
