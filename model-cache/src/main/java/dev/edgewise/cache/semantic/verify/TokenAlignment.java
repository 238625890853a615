package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.TokenVectors;

/**
 * How well each token of one question is found in another: the cosine of its best match there. Compares what words mean
 * where they stand, so "car" finds "vehicle", and the "bank" of a river does not find the one with money.
 *
 * @param asked the best cosine of each token of the question that was asked
 * @param stored the best cosine of each token of the stored one
 */
record TokenAlignment(float[] asked, float[] stored) {
    /** Most tokens compared, of each question: the work grows with the product. */
    static final int TOKENS_MAX = 64;

    /**
     * Compares all tokens with each other: some 8 µs for a dozen each.
     *
     * @param wide the values of the question asked, from {@link #widen}
     */
    static TokenAlignment of(TokenVectors asked, int[] wide, TokenVectors stored) {
        int left = Math.min(TOKENS_MAX, asked.count());
        int right = Math.min(TOKENS_MAX, stored.count());
        float[] bestLeft = new float[left];
        float[] bestRight = new float[right];
        int dimensions = asked.dimensions();
        if (stored.dimensions() != dimensions) {
            return new TokenAlignment(bestLeft, bestRight);
        }
        int[] other = widen(stored);
        for (int i = 0; i < left; i++) {
            for (int j = 0; j < right; j++) {
                float cosine = dot(wide, i * dimensions, other, j * dimensions, dimensions)
                        * asked.scales()[i]
                        * stored.scales()[j];
                bestLeft[i] = Math.max(bestLeft[i], cosine);
                bestRight[j] = Math.max(bestRight[j], cosine);
            }
        }
        return new TokenAlignment(bestLeft, bestRight);
    }

    /** The values as ints: C2 turns sums of products of ints into vector instructions, and of bytes it does not. */
    static int[] widen(TokenVectors tokens) {
        int[] wide = new int[Math.min(TOKENS_MAX, tokens.count()) * tokens.dimensions()];
        byte[] values = tokens.values();
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static int dot(int[] left, int at, int[] right, int other, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += left[at + i] * right[other + i];
        }
        return sum;
    }
}
