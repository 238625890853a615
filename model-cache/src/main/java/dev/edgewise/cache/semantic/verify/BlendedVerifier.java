package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.Arrays;
import java.util.List;

/**
 * Two verifiers whose log odds are added: each corrects what the other one sees wrongly, and a pair must please both to
 * score high. The second costs much more. It is asked about the first one's favourite only, for asked about all three
 * candidates it finds no more right answers; and not at all where the highest score that it gave to pairs that the first
 * likes no better would not do. One in {@value #LEFT_OUT_MAX} of those it is asked about all the same, to go on learning.
 */
public final class BlendedVerifier implements Verifier {
    /** So many scores of the second have been seen before one is left out. */
    static final int SEEN_MIN = 200;

    /** A score may yet come that is higher by this, in log odds. */
    static final double HIGHER = 0.25;

    /** So many questions are left out before one is asked that would be. */
    static final int LEFT_OUT_MAX = 64;

    /** Bins of the first one's scores, and their width in log odds; the outermost hold all beyond. */
    private static final int BINS = 64;

    private static final double BIN_WIDTH = 0.5;

    private final Verifier first;
    private final Verifier second;
    /** The highest score of the second in each bin, and how many there were. */
    private final double[] highest = new double[BINS];

    private final int[] seen = new int[BINS];
    private int leftOut;

    /** @param second has the last word on what {@code first} likes best */
    public BlendedVerifier(Verifier first, Verifier second) {
        this.first = first;
        this.second = second;
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
    }

    @Override
    public double[] score(Question asked, List<Question> stored) throws VerifierException, InterruptedException {
        return score(asked, stored, Double.NEGATIVE_INFINITY);
    }

    @Override
    public double[] score(Question asked, List<Question> stored, double needed)
            throws VerifierException, InterruptedException {
        double[] one = first.score(asked, stored);
        double[] sum = new double[one.length];
        Arrays.fill(sum, Double.NEGATIVE_INFINITY);
        int best = favourite(one);
        if (best >= 0 && mayReach(one[best], needed)) {
            double other = second.score(asked, List.of(stored.get(best)))[0];
            see(one[best], other);
            sum[best] = one[best] + other;
        }
        return sum;
    }

    private synchronized boolean mayReach(double score, double needed) {
        if (score + most(score) + HIGHER >= needed) {
            return true;
        }
        if (++leftOut > LEFT_OUT_MAX) {
            leftOut = 0;
            return true;
        }
        return false;
    }

    /** What the second gave at most where the first liked a pair no better; of better ones too where those were too few. */
    private double most(double score) {
        int last = bin(score);
        double most = Double.NEGATIVE_INFINITY;
        long count = 0;
        for (int bin = 0; bin < BINS && (bin <= last || count < SEEN_MIN); bin++) {
            most = Math.max(most, highest[bin]);
            count += seen[bin];
        }
        return count < SEEN_MIN ? Double.POSITIVE_INFINITY : most;
    }

    private synchronized void see(double first, double second) {
        int bin = bin(first);
        seen[bin] += seen[bin] < Integer.MAX_VALUE ? 1 : 0;
        highest[bin] = Math.max(highest[bin], second);
    }

    private static int bin(double score) {
        return Math.clamp(Math.round(score / BIN_WIDTH) + BINS / 2, 0, BINS - 1);
    }

    /** The first of the highest scores; −1 where there is none. */
    private static int favourite(double[] scores) {
        int best = -1;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > Double.NEGATIVE_INFINITY && (best < 0 || scores[i] > scores[best])) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public String id() {
        return first.id() + "+" + second.id();
    }
}
