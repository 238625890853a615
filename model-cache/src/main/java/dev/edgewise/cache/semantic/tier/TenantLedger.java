package dev.edgewise.cache.semantic.tier;

import java.util.Arrays;

/**
 * What one tenant's traffic has taught about a verifier's scores: how many questions were asked, what the best candidate
 * scored, and how often an answer at that score turned out right. Its threshold is the lowest score from which on, at the
 * tenant's own mix of questions, no more than the allowed share of all questions would get a wrong answer. Thread safe;
 * of constant size.
 */
final class TenantLedger {
    /** Never serves. */
    static final double NEVER = Double.POSITIVE_INFINITY;

    /** Fewer questions than this say nothing of a mix. */
    static final int ASKED_MIN = 200;

    /** Fewer compared answers than this say nothing of a rate. */
    static final int LABELS_MIN = 60;

    /** From this many outcomes on a step of scores is known well enough; it is sampled then. */
    static final int LABELS_ENOUGH = 400;

    private static final double PRIOR_WEIGHT = 2;

    private final long[] seen = new long[ScoreBins.COUNT];
    private final long[] right = new long[ScoreBins.COUNT];
    private final long[] wrong = new long[ScoreBins.COUNT];
    private long asked;
    private long labels;

    /** Counts a question; {@code best} is the score of its best candidate, NaN when it had none. */
    synchronized void asked(double best) {
        asked++;
        if (!Double.isNaN(best)) {
            seen[ScoreBins.of(best)]++;
        }
    }

    synchronized void learn(double score, boolean wasRight) {
        labels++;
        (wasRight ? right : wrong)[ScoreBins.of(score)]++;
    }

    /** Whether another outcome at that score is worth its comparison; {@code dice} is uniform in 0 to 1. */
    synchronized boolean wantsToKnow(double score, double dice) {
        int bin = ScoreBins.of(score);
        long known = right[bin] + wrong[bin];
        return known < LABELS_ENOUGH || dice < (double) LABELS_ENOUGH / known / 10;
    }

    /** The share of wrong ones expected at that score. */
    synchronized double wrongAt(double score, Prior prior) {
        int bin = ScoreBins.of(score);
        return Bound.of(right[bin], wrong[bin], prior.wrongAt(score), PRIOR_WEIGHT)
                .mean();
    }

    /** Whether there is enough evidence of the tenant's own to set its threshold by. */
    synchronized boolean isKnown() {
        return asked >= ASKED_MIN && labels >= LABELS_MIN;
    }

    /**
     * The score from which on answers are served, {@link #NEVER} when nothing can be promised.
     *
     * @param wrongMax how many of all questions may get a wrong answer, as a share
     */
    synchronized double threshold(double wrongMax, Prior prior) {
        if (!isKnown()) {
            return prior.threshold(wrongMax).orElse(NEVER);
        }
        double mean = 0;
        double variance = 0;
        double threshold = NEVER;
        for (int bin = ScoreBins.COUNT - 1; bin >= 0; bin--) {
            double share = (double) seen[bin] / asked;
            Bound rate = Bound.of(right[bin], wrong[bin], prior.wrongAt(ScoreBins.floor(bin)), PRIOR_WEIGHT);
            mean += share * rate.mean();
            variance += share * share * rate.variance();
            if (mean + Bound.Z * Math.sqrt(variance) > wrongMax) {
                break;
            }
            // A step nobody has labelled proves nothing, however rare it is.
            if (right[bin] + wrong[bin] > 0) {
                threshold = ScoreBins.floor(bin);
            }
        }
        return threshold;
    }

    /** What part of the questions asked had a candidate of that score or a higher one. */
    synchronized double shareFrom(double score) {
        long from = 0;
        for (int bin = ScoreBins.of(score); bin < ScoreBins.COUNT; bin++) {
            from += seen[bin];
        }
        return asked == 0 ? 0 : (double) from / asked;
    }

    /** Everything it knows, to be kept over a restart. */
    synchronized LedgerState state() {
        return new LedgerState(asked, labels, list(seen), list(right), list(wrong));
    }

    /** Begins with what an earlier run knew. */
    synchronized void restore(LedgerState state) {
        asked = state.asked();
        labels = state.labels();
        for (int bin = 0; bin < ScoreBins.COUNT; bin++) {
            seen[bin] = state.seen().get(bin);
            right[bin] = state.right().get(bin);
            wrong[bin] = state.wrong().get(bin);
        }
    }

    private static java.util.List<Long> list(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
