package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.Arrays;
import java.util.List;

/**
 * Two verifiers whose log odds are added: each corrects what the other one sees wrongly, and a pair must please both to
 * score high. The second costs much more. It is asked about the first one's favourite only, for asked about all three
 * candidates it finds no more right answers; and not at all where the highest score that it ever gave would not do.
 */
public final class BlendedVerifier implements Verifier {
    /** So many scores of the second have been seen before one is left out. */
    static final int SEEN_MIN = 200;

    /** A score may yet come that is higher by this, in log odds. */
    static final double HIGHER = 0.25;

    private final Verifier first;
    private final Verifier second;
    private double highest = Double.NEGATIVE_INFINITY;
    private long seen;

    /** @param second has the last word on what {@code first} likes best */
    public BlendedVerifier(Verifier first, Verifier second) {
        this.first = first;
        this.second = second;
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
            see(other);
            sum[best] = one[best] + other;
        }
        return sum;
    }

    private synchronized boolean mayReach(double score, double needed) {
        return seen < SEEN_MIN || score + highest + HIGHER >= needed;
    }

    private synchronized void see(double score) {
        seen++;
        highest = Math.max(highest, score);
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
