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
    public static final double CONFIDENCE = 0.95;

    private Calibration() {}

    /**
     * The lowest threshold that keeps the bound.
     *
     * @param scores the best candidate's score of each question asked; negative infinity where there was none
     * @param right whether that candidate's answer is right
     * @param maxWrong most wrong answers, as a share of all questions asked
     * @param confidence how surely, such as {@link #CONFIDENCE}; 0.5 or less takes the count as it is
     */
    public static Threshold of(double[] scores, boolean[] right, double maxWrong, double confidence) {
        Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -scores[i]));
        int wrong = 0;
        int served = 0;
        int wrongServed = 0;
        for (int i = 0; i < order.length && scores[order[i]] > Double.NEGATIVE_INFINITY; i++) {
            wrong += right[order[i]] ? 0 : 1;
            boolean last = i + 1 == order.length || scores[order[i + 1]] < scores[order[i]];
            if (!last) {
                continue;
            }
            if (bound(new Proportion(wrong, order.length), confidence) > maxWrong) {
                break;
            }
            served = i + 1;
            wrongServed = wrong;
        }
        if (served == 0) {
            return new Threshold.CannotPromise(order.length, needed(maxWrong, confidence));
        }
        return new Threshold.At(
                scores[order[served - 1]],
                new Proportion(served, order.length),
                new Proportion(wrongServed, order.length));
    }

    private static double bound(Proportion wrong, double confidence) {
        return confidence <= 0.5 ? wrong.share() : wrong.upper(confidence);
    }

    /** Without one wrong answer, the upper end is {@code 1 − (1 − confidence)^(1/asked)}. */
    private static long needed(double maxWrong, double confidence) {
        return maxWrong <= 0 ? Long.MAX_VALUE : (long) Math.ceil(Math.log1p(-confidence) / Math.log1p(-maxWrong));
    }
}
