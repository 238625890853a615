package dev.edgewise.cache.semantic.index;

/**
 * A question's vector as {@link Sketches} are compared with it: three bits a value, kept in planes of one bit for each
 * value.
 */
final class SketchQuery {
    /** Bits that a value is rounded to. */
    static final int PLANES = 3;
    /** What is in the middle of the rounded values: half of them are above. */
    static final float MIDDLE = 3.5f;

    private static final int LARGEST = 7;
    /** Width of a step in standard deviations: rounds values that are spread normally with the least error (Max, 1960). */
    private static final double STEP = 0.586;

    /** The planes in turns: for each {@link Integer#SIZE} values one int of every plane. */
    final int[] bits;
    /** What every sum over rounded values is too large by, but for the stored vector's own part of it. */
    final float offset;

    SketchQuery(float[] unit) {
        bits = new int[PLANES * Sketches.ints(unit.length)];
        double step = STEP / Math.sqrt(unit.length);
        long sum = 0;
        for (int i = 0; i < unit.length; i++) {
            int value = (int) Math.clamp(Math.floor(unit[i] / step) + (LARGEST + 1) / 2, 0, LARGEST);
            sum += value;
            for (int plane = 0; plane < PLANES; plane++) {
                bits[i / Integer.SIZE * PLANES + plane] |= (value >>> plane & 1) << i;
            }
        }
        offset = Sketches.MIDDLE * (sum - MIDDLE * unit.length);
    }
}
