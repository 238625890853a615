package dev.edgewise.cache.semantic.verify;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Sets the threshold for an operator's bound from questions whose right answers are known.
 *
 * <p>The wrong answers among all questions asked only grow as the threshold falls, so it may be lowered step by step for
 * as long as the upper end of the interval keeps the bound: the first step that fails ends the test, and no correction
 * for having looked several times is due.
 */
public final class Calibration {
    /** How sure a promise is. */
    public static final double CONFIDENCE = 0.9;

    /** Bounds that operators set are of this size. */
    private static final double EFFECT_WRONG = 0.02;

    private Calibration() {}

    /**
     * The lowest threshold that keeps the bound, for questions of which each is about something of its own.
     *
     * @param scores the best candidate's score of each question asked; negative infinity where there was none
     * @param right whether that candidate's answer is right
     * @param maxWrong most wrong answers, as a share of all questions asked
     * @param confidence how surely, such as {@link #CONFIDENCE}; 0.5 or less takes the count as it is
     */
    public static Threshold of(double[] scores, boolean[] right, double maxWrong, double confidence) {
        return of(scores, right, IntStream.range(0, scores.length).toArray(), maxWrong, confidence);
    }

    /**
     * The same for questions of which several may be about one thing: they are served rightly or wrongly together, so
     * that they are less evidence than as many single ones.
     *
     * @param about for each question what it is about: the same number for the same thing
     */
    public static Threshold of(double[] scores, boolean[] right, int[] about, double maxWrong, double confidence) {
        Integer[] order = byScore(scores);
        Evidence evidence = new Evidence(about);
        int served = 0;
        long wrongServed = 0;
        for (int i = 0; i < order.length && scores[order[i]] > Double.NEGATIVE_INFINITY; i++) {
            if (!right[order[i]]) {
                evidence.wrong(about[order[i]]);
            }
            boolean last = i + 1 == order.length || scores[order[i + 1]] < scores[order[i]];
            if (!last) {
                continue;
            }
            if (evidence.upper(confidence) > maxWrong) {
                break;
            }
            served = i + 1;
            wrongServed = evidence.wrong();
        }
        if (served == 0) {
            return new Threshold.CannotPromise(order.length, needed(maxWrong, confidence));
        }
        return new Threshold.At(
                scores[order[served - 1]],
                new Proportion(served, order.length),
                new Proportion(wrongServed, order.length));
    }

    private static Integer[] byScore(double[] scores) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -scores[i]));
        return order;
    }

    /**
     * How many questions weigh as one that is about something of its own, as far as wrong answers go (the design effect),
     * where thresholds lie: among the highest scores, until {@value #EFFECT_WRONG} of all asked are wrong. 1 at least.
     *
     * @param scores the best candidate's score of each question asked; negative infinity where there was none
     * @param right whether that candidate's answer is right
     * @param about for each question what it is about
     */
    public static double effect(double[] scores, boolean[] right, int[] about) {
        Evidence evidence = new Evidence(about);
        for (int i : byScore(scores)) {
            if (scores[i] == Double.NEGATIVE_INFINITY || evidence.wrong() >= EFFECT_WRONG * scores.length) {
                break;
            }
            if (!right[i]) {
                evidence.wrong(about[i]);
            }
        }
        return evidence.effect();
    }

    /** Without one wrong answer, the upper end is {@code 1 − (1 − confidence)^(1/asked)}. */
    private static long needed(double maxWrong, double confidence) {
        return maxWrong <= 0 ? Long.MAX_VALUE : (long) Math.ceil(Math.log1p(-confidence) / Math.log1p(-maxWrong));
    }
}
