package dev.edgewise.cache.semantic.verify;

/**
 * The numbers of a {@link CorrectedCosine}. Nobody writes to its arrays.
 *
 * @param name what it is called, with its version
 * @param embedder the model whose vectors it judges
 * @param firstWord the token number from which on the embedder's vocabulary lists words, the most frequent first
 * @param origin what it was trained on and under which licence
 * @param means of each feature, where it corrects nothing
 * @param weights log odds for one more of each feature
 */
record Correction(String name, String embedder, int firstWord, String origin, double[] means, double[] weights) {
    /** @throws IllegalArgumentException if there are not as many numbers as features, or some are none */
    Correction {
        if (means.length != CorrectionFeatures.COUNT || weights.length != CorrectionFeatures.COUNT) {
            throw new IllegalArgumentException(means.length + " means and " + weights.length + " weights");
        }
        for (int i = 0; i < means.length; i++) {
            if (!Double.isFinite(means[i]) || !Double.isFinite(weights[i])) {
                throw new IllegalArgumentException(CorrectionFeatures.NAMES.get(i) + " has no finite weight");
            }
        }
    }

    /** What it adds for a pair with these features. */
    double of(double[] values) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (values[i] - means[i]);
        }
        return sum;
    }
}
