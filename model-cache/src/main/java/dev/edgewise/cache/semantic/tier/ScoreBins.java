package dev.edgewise.cache.semantic.tier;

/**
 * Scores in steps. Verifiers score in log odds, so that equal steps tell scores close to certainty, where thresholds lie,
 * apart as finely as those in the middle. The chance of a wrong answer hardly changes within a step. Pure.
 */
final class ScoreBins {
    /** How many steps. */
    static final int COUNT = 512;

    /** So many steps are about as far as the chance of a wrong answer stays alike: half a log odds. */
    static final int ALIKE = 16;

    private static final double MIN = -4;
    private static final double STEP = 1 / 32.0;

    private ScoreBins() {}

    /** The step of a score; scores beyond the ends belong to the nearest step. */
    static int of(double score) {
        return Math.clamp((long) Math.floor((score - MIN) / STEP), 0, COUNT - 1);
    }

    /** The lowest score of a step. */
    static double floor(int bin) {
        return MIN + bin * STEP;
    }
}
