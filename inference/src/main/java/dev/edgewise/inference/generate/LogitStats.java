package dev.edgewise.inference.generate;

/**
 * What a model's own distribution looks like at one place, before any setting of the caller changes it.
 *
 * @param best the likeliest token, the lowest id among equals
 * @param logTotal natural logarithm of the sum over all tokens of e to their logit
 * @param margin distance between the probabilities of the two likeliest
 * @param entropy in nats
 */
record LogitStats(int best, double logTotal, double margin, double entropy) {
    /** Tokens among which the likeliest is looked for one by one; highest values are found many at once. */
    private static final int BLOCK = 512;

    /** @param weights used for it, and left as those of {@code logits} by themselves */
    static LogitStats of(float[] logits, Weights weights) {
        int best = best(logits);
        float first = logits[best];
        float second = Math.max(highest(logits, 0, best), highest(logits, best + 1, logits.length));
        weights.of(logits, first, 1);
        double sum = weights.sum();
        double logSum = Math.log(sum);
        return new LogitStats(
                best,
                first + logSum,
                (1 - Math.exp(second - first)) / sum,
                Math.max(0, logSum - weights.moment() / sum));
    }

    /** The likeliest token alone, the lowest id among equals. */
    static int best(float[] logits) {
        float highest = Float.NEGATIVE_INFINITY;
        int best = 0;
        for (int begin = 0; begin < logits.length; begin += BLOCK) {
            float here = highest(logits, begin, Math.min(begin + BLOCK, logits.length));
            if (here > highest) {
                highest = here;
                best = begin;
            }
        }
        while (best < logits.length - 1 && logits[best] != highest) {
            best++;
        }
        return best;
    }

    /** The highest of a part, minus infinity if it is empty. */
    static float highest(float[] logits, int from, int to) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            highest = Math.max(highest, logits[i]);
        }
        return highest;
    }

    double logprob(float logit) {
        return Math.min(0, logit - logTotal);
    }
}
