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
