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
    static LogitStats of(float[] logits) {
        int best = 0;
        float first = Float.NEGATIVE_INFINITY;
        float second = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length; i++) {
            float logit = logits[i];
            if (logit > second) {
                if (logit > first) {
                    second = first;
                    first = logit;
                    best = i;
                } else {
                    second = logit;
                }
            }
        }
        double sum = 0;
        double weighted = 0;
        for (float logit : logits) {
            float distance = logit - first;
            float weight = Exponential.of(distance);
            sum += weight;
            weighted += weight * distance;
        }
        double logSum = Math.log(sum);
        return new LogitStats(
                best, first + logSum, (1 - Math.exp(second - first)) / sum, Math.max(0, logSum - weighted / sum));
    }

    /** The likeliest token alone, the lowest id among equals. */
    static int best(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    double logprob(float logit) {
        return Math.min(0, logit - logTotal);
    }
}
