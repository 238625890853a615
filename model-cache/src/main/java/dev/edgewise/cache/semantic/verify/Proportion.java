package dev.edgewise.cache.semantic.verify;

/**
 * A share that was counted, with what the count leaves open (Clopper and Pearson, 1934: exact, never too narrow).
 *
 * @param hits how many of them
 * @param all out of how many
 */
public record Proportion(long hits, long all) {
    /** The confidence of an interval with 2.5 % left on each side. */
    public static final double TWO_SIDED = 0.975;

    private static final int HALVINGS = 60;

    /** @throws IllegalArgumentException if there are more hits than all, or fewer than none */
    public Proportion {
        if (hits < 0 || hits > all) {
            throw new IllegalArgumentException(hits + " of " + all);
        }
    }

    /** The share as counted; 0 of nothing is 0. */
    public double share() {
        return all == 0 ? 0 : (double) hits / all;
    }

    /**
     * The same share, counted on fewer: what it weighs as evidence where some were looked at more than once.
     *
     * @param part how many of them are different ones, from above 0 to 1
     */
    public Proportion thinned(double part) {
        long fewer = Math.round(all * part);
        return new Proportion(Math.min(fewer, Math.round(hits * part)), fewer);
    }

    /** The share is not below this, with the given confidence. */
    public double lower(double confidence) {
        return hits == 0 ? 0 : 1 - new Proportion(all - hits, all).upper(confidence);
    }

    /** The share is not above this, with the given confidence; 1 where nothing was counted. */
    public double upper(double confidence) {
        return upper((double) hits, (double) all, confidence);
    }

    /** The same for counts that need not be whole, such as those of a sample that weighs less than its size. */
    static double upper(double hits, double all, double confidence) {
        if (hits >= all) {
            return 1;
        }
        double low = hits / all;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            // The chance of so few hits falls as the share rises.
            if (atMost(middle, hits, all) > 1 - confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Whether {@link #upper(double, double, double)} is above a bound. */
    static boolean exceeds(double hits, double all, double bound, double confidence) {
        if (hits >= all || bound >= 1) {
            return bound < 1;
        }
        return bound <= hits / all || atMost(bound, hits, all) > 1 - confidence;
    }

    /** The chance of no more than the hits that were counted if the true share were this. */
    private static double atMost(double share, double hits, double all) {
        return 1 - IncompleteBeta.of(share, hits + 1, all - hits);
    }
}
