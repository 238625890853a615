package dev.edgewise.inference.generate;

/**
 * e to the power of numbers from {@value #LOWEST} to 0, within 2e-6 of the value: a table and two terms of the series.
 * Several times faster than {@link Math#exp}, which would take half a millisecond for one token's vocabulary.
 */
final class Exponential {
    /** Below this the result is 0. */
    static final float LOWEST = -40;

    private static final int STEPS = 64;

    private static final float[] TABLE = new float[(int) (-LOWEST * STEPS) + 1];

    static {
        for (int i = 0; i < TABLE.length; i++) {
            TABLE[i] = (float) Math.exp(-(double) i / STEPS);
        }
    }

    private Exponential() {}

    /** For {@code x} at most 0. */
    static float of(float x) {
        if (x <= LOWEST) {
            return 0;
        }
        int index = (int) (-x * STEPS);
        float rest = x + (float) index / STEPS;
        return TABLE[index] * (1 + rest * (1 + rest * 0.5f));
    }
}
