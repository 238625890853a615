package dev.edgewise.cache.semantic.tier;

/**
 * What counts say of a rate, as a Beta distribution: its mean and spread after so many rights and wrongs. Pure.
 *
 * @param mean expected share of wrong ones
 * @param variance of that share
 */
record Bound(double mean, double variance) {
    /** One in twenty rates lies above the mean by more than this many standard deviations. */
    static final double Z = 1.645;

    /**
     * @param right how many were right
     * @param wrong how many were wrong
     * @param priorMean share of wrong ones expected before
     * @param priorWeight how many outcomes that expectation is worth
     */
    static Bound of(long right, long wrong, double priorMean, double priorWeight) {
        double n = (double) (right + wrong) + priorWeight;
        double mean = ((double) wrong + priorMean * priorWeight) / n;
        return new Bound(mean, mean * (1 - mean) / (n + 1));
    }

    /** The share that is exceeded in one case of twenty. */
    double upper() {
        return mean + Z * Math.sqrt(variance);
    }
}
