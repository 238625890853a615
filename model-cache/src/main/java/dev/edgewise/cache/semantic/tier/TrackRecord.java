package dev.edgewise.cache.semantic.tier;

/**
 * What is known of one stored answer: which scores it was right and wrong at. It raises its own threshold at once over
 * every score it was wrong at, and lowers it only when its record bears that out. Thread safe; 50 bytes.
 */
final class TrackRecord {
    /** An answer that was wrong this often is served for its own words only. */
    static final int WRONG_MAX = 3;

    /** How many outcomes the tenant's experience counts for against the entry's own. */
    private static final double PRIOR_WEIGHT = 4;

    private final byte[] right = new byte[ScoreBins.COUNT];
    private double highestWrong = Double.NEGATIVE_INFINITY;
    private int wrong;

    /** Takes down what came of a comparison at that score. */
    synchronized void learn(double score, boolean wasRight) {
        if (wasRight) {
            int bin = ScoreBins.of(score);
            right[bin] = (byte) Math.min(Byte.MAX_VALUE, right[bin] + 1);
        } else {
            wrong++;
            highestWrong = Math.max(highestWrong, score);
        }
    }

    /**
     * Whether the answer may be served at that score.
     *
     * @param threshold the tenant's, from which on answers are served
     * @param expectedWrong share of wrong ones that the tenant has seen at that score
     * @param wrongMax share of wrong ones that the entry may risk below the tenant's threshold
     */
    synchronized boolean serves(double score, double threshold, double expectedWrong, double wrongMax) {
        if (wrong >= WRONG_MAX || score <= highestWrong) {
            return false;
        }
        if (score >= threshold) {
            return true;
        }
        int confirmed = 0;
        for (int bin = ScoreBins.of(score); bin >= 0; bin--) {
            confirmed += right[bin];
        }
        return confirmed > 0
                && Bound.of(confirmed, 0, expectedWrong, PRIOR_WEIGHT).upper() <= wrongMax;
    }
}
