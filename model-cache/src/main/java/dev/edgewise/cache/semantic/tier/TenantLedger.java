package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.verify.LayeredCount;
import java.util.Arrays;
import java.util.List;

/**
 * What one tenant's traffic has taught about a verifier's scores: how many questions were asked, what the best candidate
 * scored, and how often an answer at that score turned out right. Its threshold is the lowest score from which on, at the
 * tenant's own mix of questions, no more than the allowed share of all questions would get a wrong answer. Thread safe;
 * of constant size, 12 KB.
 */
final class TenantLedger {
    /** Never serves. */
    static final double NEVER = Double.POSITIVE_INFINITY;

    /** Fewer questions than this say nothing of a mix. */
    static final int ASKED_MIN = 200;

    /** Fewer compared answers than this say nothing of a rate. */
    static final int LABELS_MIN = 60;

    /** So many compared answers tell of a layer, where not all were compared. */
    static final int LAYER_LABELS_MIN = 20;

    /** From this many outcomes on scores like one are known well enough; they are sampled then. */
    static final int LABELS_ENOUGH = 400;

    /** A threshold is worked out anew when a part of this more was asked since, or an answer was compared. */
    private static final int ASKED_PART = 64;

    private static final double PRIOR_WEIGHT = 2;

    private final long[] seen = new long[ScoreBins.COUNT];
    private final long[] right = new long[ScoreBins.COUNT];
    private final long[] wrong = new long[ScoreBins.COUNT];
    private long asked;
    private long labels;
    private double effect = 1;
    private Kept kept = Kept.NONE;

    /**
     * A threshold that was worked out.
     *
     * @param wrongMax for which bound
     * @param confidence how surely
     * @param asked how many questions were asked then
     * @param labels how many answers were compared then
     */
    private record Kept(double threshold, double wrongMax, double confidence, long asked, long labels) {
        static final Kept NONE = new Kept(NEVER, Double.NaN, 0, 0, 0);

        boolean holds(double bound, double sure, long askedNow, long labelsNow) {
            return bound == wrongMax
                    && sure == confidence
                    && labels == labelsNow
                    && askedNow - asked <= asked / ASKED_PART;
        }
    }

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
        long known = alike(right, score) + alike(wrong, score);
        return known < LABELS_ENOUGH || dice < (double) LABELS_ENOUGH / known / 10;
    }

    /** The share of wrong ones expected at scores like that. */
    synchronized double wrongAt(double score, Prior prior) {
        return Bound.of(alike(right, score), alike(wrong, score), prior.wrongAt(score), PRIOR_WEIGHT)
                .mean();
    }

    /** How many lie within half of what is alike, to either side. */
    private static long alike(long[] counts, double score) {
        int from = Math.max(0, ScoreBins.of(score) - ScoreBins.ALIKE / 2);
        long sum = 0;
        for (int bin = from; bin <= Math.min(ScoreBins.COUNT - 1, from + ScoreBins.ALIKE); bin++) {
            sum += counts[bin];
        }
        return sum;
    }

    /** Whether there is enough evidence of the tenant's own to set its threshold by. */
    synchronized boolean isKnown() {
        return asked >= ASKED_MIN && labels >= LABELS_MIN;
    }

    /**
     * The score from which on answers are served, {@link #NEVER} when nothing can be promised.
     *
     * @param wrongMax how many of all questions may get a wrong answer, as a share
     * @param confidence how surely that is kept; 0.5 takes what was counted as it is
     */
    synchronized double threshold(double wrongMax, double confidence, Prior prior) {
        if (!isKnown()) {
            return prior.threshold(wrongMax, confidence).orElse(NEVER);
        }
        if (!kept.holds(wrongMax, confidence, asked, labels)) {
            kept = new Kept(workedOut(wrongMax, confidence), wrongMax, confidence, asked, labels);
        }
        return kept.threshold();
    }

    /**
     * From the highest score down, layer by layer, for as long as the upper end keeps the bound. Where a layer ends, the
     * numbers of questions and of comparisons decide, never what came of these.
     */
    private double workedOut(double wrongMax, double confidence) {
        var count = new LayeredCount(asked, effect);
        double threshold = NEVER;
        var layer = new Layer();
        for (int bin = ScoreBins.COUNT - 1; bin >= 0; bin--) {
            layer.add(seen[bin], right[bin], wrong[bin]);
            if (layer.ends()) {
                count.add(layer.questions, layer.compared(), layer.wrongs);
                if (count.exceeds(wrongMax, confidence)) {
                    break;
                }
                threshold = ScoreBins.floor(bin);
                layer = new Layer();
            }
        }
        return threshold;
    }

    /** Neighbouring steps that are judged as one. */
    private static final class Layer {
        private long questions;
        private long rights;
        private long wrongs;
        private int steps;

        void add(long seen, long right, long wrong) {
            questions += seen;
            rights += right;
            wrongs += wrong;
            steps += questions + compared() > 0 ? 1 : 0;
        }

        long compared() {
            return rights + wrongs;
        }

        /**
         * Enough was compared, or all there is, or scores further down are no more alike. What nobody has compared proves
         * nothing: it is judged by what lies below it.
         */
        boolean ends() {
            return compared() > 0 && (compared() >= Math.min(questions, LAYER_LABELS_MIN) || steps >= ScoreBins.ALIKE);
        }
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
        return new LedgerState(asked, labels, effect, list(seen), list(right), list(wrong));
    }

    /** Begins with what an earlier run knew. */
    synchronized void restore(LedgerState state) {
        asked = state.asked();
        labels = state.labels();
        effect = state.effect();
        kept = Kept.NONE;
        for (int bin = 0; bin < ScoreBins.COUNT; bin++) {
            seen[bin] = state.seen().get(bin);
            right[bin] = state.right().get(bin);
            wrong[bin] = state.wrong().get(bin);
        }
    }

    private static List<Long> list(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
