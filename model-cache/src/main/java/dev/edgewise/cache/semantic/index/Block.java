package dev.edgewise.cache.semantic.index;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to 1,024 vectors beside the heap, in eight bits and in full. The eight-bit values lie turned: the first four of every
 * vector, then the next four of every vector, so that a scan works on as many vectors at once as the machine's registers
 * hold.
 *
 * <p>One writer, any readers. A reader takes {@link #version} before and asks {@link #unchanged} after; what it read in
 * between holds only if so (a sequence lock: Lameter, "Effective synchronization on Linux/NUMA systems", 2005). Whoever
 * reads must keep the block from being freed: {@link Table}.
 */
final class Block<K> {
    /** Vectors of a full-sized block: what a loop over a row of them costs to begin and to end is a tenth of it then. */
    static final int LANES_MAX = 1_024;
    /** Vectors of the smallest block: many a conversation is a partition of its own, with one question in it. */
    static final int LANES_MIN = 1;
    /** What is added to a stored value, so that it is no less than zero. */
    static final int ZERO = 128;

    private static final int STEPS = 127;
    /** Heap of a block and of the partition that begins with it: objects, maps, the arena. Estimated. */
    private static final int FIXED_BYTES = 1_500;
    /** Rounding of the arithmetic itself, more than it ever is. */
    private static final float SLACK = 4e-6f;
    /** Heap beside the vectors, for each: scale, error, key's reference and its place in the map. Estimated. */
    private static final int HEAP_BYTES = 64;

    /** Values that a line of the processor's caches holds. */
    private static final int LINE = 16;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    private static final VarHandle VERSION;

    static {
        try {
            VERSION = MethodHandles.lookup().findVarHandle(Block.class, "version", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int lanes;
    final int dimensions;
    /** What one step of a stored value is worth. */
    private final float[] scales;
    /** Most that the eight bits can be wrong by; endless below zero where no vector is. */
    private final float[] errors;

    private final @Nullable Object[] keys;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment codes;
    private final MemorySegment full;
    private final Sketches sketches;

    @SuppressWarnings("unused") // By its handle.
    private int version;

    Block(int lanes, int dimensions) {
        this.lanes = lanes;
        this.dimensions = dimensions;
        scales = new float[lanes];
        errors = new float[lanes];
        Arrays.fill(errors, Float.NEGATIVE_INFINITY);
        keys = new Object[lanes];
        codes = arena.allocate((long) ints(dimensions) * Integer.BYTES * lanes, 64);
        full = arena.allocate((long) dimensions * Float.BYTES * lanes, 64);
        sketches = new Sketches(arena, lanes, dimensions);
    }

    /** Ints that hold the eight-bit values of one vector. */
    static int ints(int dimensions) {
        return (dimensions + Integer.BYTES - 1) / Integer.BYTES;
    }

    /** What a block takes, in bytes. */
    static long bytes(int lanes, int dimensions) {
        long each = (long) ints(dimensions) * Integer.BYTES + (long) dimensions * Float.BYTES + HEAP_BYTES;
        return FIXED_BYTES + (each + Sketches.bytes(dimensions)) * lanes;
    }

    long bytes() {
        return bytes(lanes, dimensions);
    }

    void free() {
        arena.close();
    }

    /** To be asked again, by {@link #unchanged}, after reading. */
    int version() {
        return (int) VERSION.getAcquire(this);
    }

    /** Whether nothing was written since. */
    boolean unchanged(int before) {
        VarHandle.loadLoadFence();
        return (before & 1) == 0 && (int) VERSION.getOpaque(this) == before;
    }

    /** Writes a vector of length 1. */
    void put(int lane, K key, float[] unit) {
        float scale = scale(unit);
        int beginning = beginWrite();
        errors[lane] = Float.NEGATIVE_INFINITY;
        double squaredError = 0;
        for (int i = 0; i < ints(dimensions); i++) {
            int packed = 0;
            for (int b = 0; b < Integer.BYTES; b++) {
                int at = i * Integer.BYTES + b;
                int code = at < dimensions ? Math.round(unit[at] / scale) : 0;
                packed |= (code + ZERO) << (b * Byte.SIZE);
                double lost = at < dimensions ? unit[at] - code * (double) scale : 0;
                squaredError += lost * lost;
            }
            codes.setAtIndex(INT, (long) i * lanes + lane, packed);
        }
        MemorySegment.copy(unit, 0, full, FLOAT, (long) lane * dimensions * Float.BYTES, dimensions);
        sketches.put(lane, unit);
        scales[lane] = scale;
        keys[lane] = key;
        errors[lane] = (float) Math.sqrt(squaredError) + SLACK;
        endWrite(beginning);
    }

    /** Writes what another block of such vectors holds at a place, with the rounding it had there. */
    void take(int lane, Block<K> from, int place) {
        int beginning = beginWrite();
        errors[lane] = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < ints(dimensions); i++) {
            codes.setAtIndex(INT, (long) i * lanes + lane, from.codes.getAtIndex(INT, (long) i * from.lanes + place));
        }
        long bytes = (long) dimensions * Float.BYTES;
        MemorySegment.copy(from.full, place * bytes, full, lane * bytes, bytes);
        sketches.take(lane, from.sketches, place);
        scales[lane] = from.scales[place];
        keys[lane] = from.keys[place];
        errors[lane] = from.errors[place];
        endWrite(beginning);
    }

    void remove(int lane) {
        int beginning = beginWrite();
        errors[lane] = Float.NEGATIVE_INFINITY;
        sketches.remove(lane);
        keys[lane] = null;
        endWrite(beginning);
    }

    /** The key there, or null; for the writer, or between {@link #version} and {@link #unchanged}. */
    @SuppressWarnings("unchecked") // Only keys of that kind are put.
    @Nullable
    K key(int lane) {
        return (K) keys[lane];
    }

    /**
     * Bounds of all cosines.
     *
     * @param sums room for {@link #lanes} sums
     * @param uppers gets the least numbers that the cosines surely do not exceed
     * @param spans gets by how much a cosine may be lower, and endless below zero where no vector is
     */
    void scan(Query query, int[] sums, float[] uppers, float[] spans) {
        Arrays.fill(sums, 0, lanes, 0);
        add(codes, query.factors, lanes, sums);
        for (int lane = 0; lane < lanes; lane++) {
            float error = errors[lane] + query.error;
            uppers[lane] = (sums[lane] - query.offset) * query.step * scales[lane] + error;
            spans[lane] = 2 * error;
        }
    }

    /** The whole of the work, kept to what C2 compiles to vector instructions: {@link Query} says how. */
    private static void add(MemorySegment codes, int[] factors, int lanes, int[] sums) {
        for (int i = 0; i < factors.length; i += Integer.BYTES) {
            int f0 = factors[i];
            int f1 = factors[i + 1];
            int f2 = factors[i + 2];
            int f3 = factors[i + 3];
            long row = (long) i * lanes;
            for (int lane = 0; lane < lanes; lane++) {
                int w = codes.get(INT, row + (long) Integer.BYTES * lane);
                sums[lane] += f0 * w + f1 * (w >>> 8) + f2 * (w >>> 16) + f3 * (w >>> 24);
            }
        }
    }

    /** How near the vectors seem: {@link Sketches#scan}. */
    void scan(SketchQuery query, int[] sums, float[] scores) {
        sketches.scan(query, sums, scores);
    }

    /** Brings a vector into the processor's caches. What comes back means nothing, but is a number. */
    float fetch(int lane) {
        long at = (long) lane * dimensions;
        float read = 0;
        for (int i = 0; i < dimensions; i += LINE) {
            read += full.getAtIndex(FLOAT, at + i);
        }
        return read;
    }

    /** The cosine in full; both vectors are of length 1. */
    float cosine(int lane, float[] unit) {
        long at = (long) lane * dimensions;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        int i = 0;
        for (; i + 7 < dimensions; i += 8) {
            s0 += unit[i] * full.getAtIndex(FLOAT, at + i);
            s1 += unit[i + 1] * full.getAtIndex(FLOAT, at + i + 1);
            s2 += unit[i + 2] * full.getAtIndex(FLOAT, at + i + 2);
            s3 += unit[i + 3] * full.getAtIndex(FLOAT, at + i + 3);
            s4 += unit[i + 4] * full.getAtIndex(FLOAT, at + i + 4);
            s5 += unit[i + 5] * full.getAtIndex(FLOAT, at + i + 5);
            s6 += unit[i + 6] * full.getAtIndex(FLOAT, at + i + 6);
            s7 += unit[i + 7] * full.getAtIndex(FLOAT, at + i + 7);
        }
        for (; i < dimensions; i++) {
            s0 += unit[i] * full.getAtIndex(FLOAT, at + i);
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    private static float scale(float[] unit) {
        float largest = 0;
        for (float value : unit) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest / STEPS;
    }

    private int beginWrite() {
        int now = (int) VERSION.getOpaque(this);
        VERSION.setOpaque(this, now + 1);
        VarHandle.fullFence();
        return now;
    }

    private void endWrite(int beginning) {
        VERSION.setRelease(this, beginning + 2);
    }
}
