package dev.edgewise.cache.semantic.verify;

import java.util.Arrays;
import java.util.List;

/**
 * How much each of an embedder's tokens says about a text: the rarer it is, the more (inverse document frequency).
 * Immutable.
 */
final class TokenWeights {
    /** What a step of a stored weight is worth. */
    private static final float STEP = 1 / 16f;

    /** Most tokens of a vocabulary. */
    private static final int PLACES = 1 << 18;

    /** Among so many most frequent words the place hardly matters. */
    private static final double FREQUENT = 50;

    private final byte[] steps;
    private final float unseen;

    /**
     * @param steps the weight of each token in steps; 0 for a token that was never seen
     * @param unseen the weight of those
     */
    TokenWeights(byte[] steps, float unseen) {
        this.steps = steps;
        this.unseen = unseen;
    }

    /** Counts in how many of the texts each token is. */
    static TokenWeights of(List<int[]> texts) {
        int most = texts.stream().flatMapToInt(Arrays::stream).max().orElse(0);
        int[] seen = new int[most + 1];
        for (int[] text : texts) {
            Arrays.stream(text).distinct().forEach(id -> seen[id]++);
        }
        byte[] steps = new byte[most + 1];
        for (int id = 0; id <= most; id++) {
            if (seen[id] > 0) {
                double weight = Math.log((texts.size() + 1.0) / (seen[id] + 1.0));
                steps[id] = (byte) Math.clamp(Math.round(weight / STEP), 1, Byte.MAX_VALUE);
            }
        }
        return new TokenWeights(steps, (float) Math.log(texts.size() + 1.0));
    }

    /**
     * By the token's place in a vocabulary that lists the frequent ones first, as those of WordPiece and SentencePiece do:
     * the logarithm of a place tells of a frequency (Zipf, 1935).
     *
     * @param first the number of the most frequent word; what stands before it are signs and single letters
     */
    static TokenWeights byPlace(int first) {
        byte[] steps = new byte[PLACES];
        for (int id = 0; id < PLACES; id++) {
            double weight = Math.log1p(Math.max(0, id - first) / FREQUENT);
            steps[id] = (byte) Math.clamp(Math.round(weight / STEP), 1, Byte.MAX_VALUE);
        }
        return new TokenWeights(steps, Byte.MAX_VALUE * STEP);
    }

    float weight(int id) {
        int step = id < steps.length ? steps[id] : 0;
        return step == 0 ? unseen : step * STEP;
    }

    byte[] steps() {
        return steps;
    }

    float unseen() {
        return unseen;
    }
}
