package dev.edgewise.cache.semantic.index;

/**
 * What is looked for, as whole numbers that {@link Block#scan} multiplies with the stored bytes.
 *
 * <p>Four stored values lie in one {@code int} w as bytes b0 to b3. C2 turns no loop over single bytes into vector
 * instructions, but one over ints, so the bytes are never taken apart: as b0 = w - 256 (w >>> 8) and so on,
 * {@code q0 b0 + q1 b1 + q2 b2 + q3 b3 = q0 w + (q1 - 256 q0)(w >>> 8) + (q2 - 256 q1)(w >>> 16) + (q3 - 256 q2)(w >>>
 * 24)}, all modulo 2^32, and the sum over all values fits in an int again.
 */
final class Query {
    /** Bound of the sum of the absolute factors: times 255, the largest stored byte, it stays below 2^31. */
    private static final double FACTORS_SUM_MAX = 8_000_000;

    private static final int BASE = 256;

    /** Four telescoped factors for each stored int. */
    final int[] factors;
    /** What the sum over the stored bytes is too large by, as they are stored with 128 added. */
    final int offset;
    /** What one step of the sum is worth. */
    final float step;
    /** Most that rounding the factors can move a cosine by. */
    final float error;

    /** @param unit of length 1 */
    Query(float[] unit) {
        int dimensions = unit.length;
        double absolute = 0;
        for (float value : unit) {
            absolute += Math.abs(value);
        }
        double scale = FACTORS_SUM_MAX / absolute;
        int[] rounded = new int[Block.ints(dimensions) * Integer.BYTES];
        int sum = 0;
        double squaredError = 0;
        for (int i = 0; i < dimensions; i++) {
            rounded[i] = (int) Math.rint(unit[i] * scale);
            sum += rounded[i];
            double lost = unit[i] - rounded[i] / scale;
            squaredError += lost * lost;
        }
        factors = new int[rounded.length];
        for (int i = 0; i < rounded.length; i++) {
            boolean first = i % Integer.BYTES == 0;
            factors[i] = first ? rounded[i] : rounded[i] - BASE * rounded[i - 1];
        }
        offset = Block.ZERO * sum;
        step = (float) (1 / scale);
        // The stored vector, of length 1 but for its own rounding, can turn no more than this into the cosine.
        error = (float) (1.02 * Math.sqrt(squaredError));
    }
}
