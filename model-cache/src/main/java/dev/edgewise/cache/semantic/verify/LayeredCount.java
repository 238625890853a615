package dev.edgewise.cache.semantic.verify;

/**
 * How many of all questions would get a wrong answer, where they lie in layers of which each was looked at in part: those
 * of a layer stand for all of it. With an upper end that holds for small counts: a sum of counts that weigh unlike is
 * read as one count of as many effective questions, and one more wrong answer is taken to lie where it weighs most (Fay
 * and Feuer, 1997, with the binomial distribution of Clopper and Pearson in place of Poisson's). Where all were looked
 * at, it is Clopper's and Pearson's own. One thread.
 */
public final class LayeredCount {
    private final long all;
    private final double effect;
    private double wrong;
    private double variance;
    private double weightMax;

    /**
     * @param all questions asked
     * @param effect how many questions weigh as one that is about something of its own: 1, more where several are about
     *     one thing (Kish, 1965)
     */
    public LayeredCount(long all, double effect) {
        this.all = all;
        this.effect = effect;
    }

    /**
     * Adds a layer.
     *
     * @param questions how many of all lie in it
     * @param lookedAt how many of those were compared, 1 at least
     * @param wrongs how many of the compared ones were wrong
     */
    public void add(long questions, long lookedAt, long wrongs) {
        double share = (double) questions / all;
        double rate = (double) wrongs / lookedAt;
        // One question never weighs less than itself, though more may have been compared than were counted.
        double weight = Math.max(share / lookedAt, 1.0 / all);
        wrong += weight * wrongs;
        // That of the rate in the layer, and that of how many fall into the layer.
        variance += weight * weight * wrongs * (1 - rate) + weight * wrongs * rate / all;
        weightMax = Math.max(weightMax, weight);
    }

    /** The share of all questions that would get a wrong answer, as counted. */
    public double share() {
        return wrong;
    }

    /** Whether {@link #upper} is above a bound: the same decision by one look at the distribution in place of sixty. */
    public boolean exceeds(double bound, double confidence) {
        if (confidence <= 0.5) {
            return wrong > bound;
        }
        return weightMax == 0 ? bound < 1 : Proportion.exceeds(hits() / effect, asIf() / effect, bound, confidence);
    }

    /** That share is not above this, with the given confidence; 0.5 or less takes the count; 1 where nothing was added. */
    public double upper(double confidence) {
        if (confidence <= 0.5) {
            return wrong;
        }
        if (weightMax == 0) {
            return 1;
        }
        return Proportion.upper(hits() / effect, asIf() / effect, confidence);
    }

    /** Effective questions: as many as vary as the sum does. */
    private double asIf() {
        return (wrong + weightMax) / (variance + weightMax * weightMax);
    }

    private double hits() {
        return (wrong + weightMax) * asIf() - 1;
    }
}
