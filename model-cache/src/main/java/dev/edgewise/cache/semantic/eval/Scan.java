package dev.edgewise.cache.semantic.eval;

import java.util.Arrays;

/** The nearest of some stored vectors, exactly. Immutable. */
final class Scan {
    /** Turned, so that C2 adds many at once: value {@code i} of vector {@code j} is at {@code i * count + j}. */
    private final float[] turned;

    private final int count;

    Scan(float[][] vectors) {
        this.count = vectors.length;
        int dimensions = count == 0 ? 0 : vectors[0].length;
        this.turned = new float[Math.multiplyExact(dimensions, count)];
        for (int j = 0; j < count; j++) {
            for (int i = 0; i < dimensions; i++) {
                turned[i * count + j] = vectors[j][i];
            }
        }
    }

    /** The cosine with each of them. */
    float[] cosines(float[] vector) {
        float[] sums = new float[count];
        for (int i = 0; i < vector.length; i++) {
            add(turned, i * count, vector[i], sums);
        }
        return sums;
    }

    private static void add(float[] turned, int at, float by, float[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += by * turned[at + j];
        }
    }

    /** The numbers of the highest ones, the highest first. */
    static int[] best(float[] cosines, int most) {
        int[] best = new int[Math.min(most, cosines.length)];
        Arrays.fill(best, -1);
        for (int j = 0; j < cosines.length; j++) {
            int at = best.length;
            while (at > 0 && (best[at - 1] < 0 || cosines[best[at - 1]] < cosines[j])) {
                at--;
            }
            if (at < best.length) {
                System.arraycopy(best, at, best, at + 1, best.length - at - 1);
                best[at] = j;
            }
        }
        return best;
    }
}
