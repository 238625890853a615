package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.verify.Proportion;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The best candidate of each question asked, as one way of choosing sees it. Nobody writes to the arrays.
 *
 * @param asked numbers of the texts asked
 * @param stored number of the best candidate's text; −1 where there is none
 * @param scores its score; negative infinity where there is none
 * @param right whether its answer is right
 */
record Judged(int[] asked, int[] stored, double[] scores, boolean[] right) {
    Served at(double threshold) {
        long served = 0;
        long wrong = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] >= threshold && scores[i] > Double.NEGATIVE_INFINITY) {
                served++;
                wrong += right[i] ? 0 : 1;
            }
        }
        return new Served(new Proportion(served, scores.length), new Proportion(wrong, scores.length));
    }

    /** What the best threshold that keeps the bound on this very run would serve: nobody knows it beforehand. */
    Served inHindsight(double maxWrong) {
        int[] order = byScore();
        long wrong = 0;
        long served = 0;
        long wrongServed = 0;
        for (int i = 0; i < order.length && scores[order[i]] > Double.NEGATIVE_INFINITY; i++) {
            wrong += right[order[i]] ? 0 : 1;
            boolean last = i + 1 == order.length || scores[order[i + 1]] < scores[order[i]];
            if (last && wrong <= maxWrong * order.length) {
                served = i + 1L;
                wrongServed = wrong;
            }
        }
        return new Served(new Proportion(served, order.length), new Proportion(wrongServed, order.length));
    }

    /** The numbers of the questions asked, the highest score first. */
    int[] byScore() {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Several runs as one. */
    static Judged all(Judged... runs) {
        int[] asked = Arrays.stream(runs)
                .flatMapToInt(run -> Arrays.stream(run.asked))
                .toArray();
        int[] stored = Arrays.stream(runs)
                .flatMapToInt(run -> Arrays.stream(run.stored))
                .toArray();
        double[] scores = Arrays.stream(runs)
                .flatMapToDouble(run -> Arrays.stream(run.scores))
                .toArray();
        boolean[] right = new boolean[scores.length];
        int at = 0;
        for (Judged run : runs) {
            System.arraycopy(run.right, 0, right, at, run.right.length);
            at += run.right.length;
        }
        return new Judged(asked, stored, scores, right);
    }
}
