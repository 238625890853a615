package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A way to score candidates. */
interface Way {
    /**
     * The scores of the candidates of one question, in their order; negative infinity for those it does not look at.
     *
     * @param i which of the questions asked
     */
    double[] score(Near near, int i) throws VerifierException, InterruptedException;

    /** The nearest one, by its cosine alone. */
    Way NEAREST = (near, i) ->
            near.candidates().get(i).stream().mapToDouble(Candidate::cosine).toArray();

    /** Scores that leave out all candidates; for those who look at the first one only. */
    static double[] onlyFirst(Near near, int i) {
        double[] scores = new double[near.candidates().get(i).size()];
        Arrays.fill(scores, Double.NEGATIVE_INFINITY);
        return scores;
    }

    /** As a verifier scores them. */
    static Way of(Verifier verifier, IntFunction<Question> questions) {
        return (near, i) -> {
            List<Question> stored = near.candidates().get(i).stream()
                    .map(candidate -> questions.apply(candidate.stored()))
                    .toList();
            return stored.isEmpty() ? new double[0] : verifier.score(questions.apply(near.asked()[i]), stored);
        };
    }

    /** Scores of all questions; uses all cores. */
    default double[][] scores(Near near) {
        return IntStream.range(0, near.asked().length)
                .parallel()
                .mapToObj(i -> {
                    try {
                        return score(near, i);
                    } catch (VerifierException failed) {
                        throw new IllegalStateException(failed.getMessage(), failed);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("interrupted", stopped);
                    }
                })
                .toArray(double[][]::new);
    }

    /**
     * The best candidates.
     *
     * @param guarded whether the guards keep some out
     */
    static Judged best(Near near, double[][] scores, boolean guarded) {
        int count = near.asked().length;
        int[] stored = new int[count];
        double[] best = new double[count];
        boolean[] right = new boolean[count];
        for (int i = 0; i < count; i++) {
            stored[i] = -1;
            best[i] = Double.NEGATIVE_INFINITY;
            int looked = 0;
            for (int k = 0; k < scores[i].length && looked < Near.CANDIDATES_MAX; k++) {
                Candidate candidate = near.candidates().get(i).get(k);
                if (guarded && candidate.refused() != null) {
                    continue;
                }
                looked++;
                if (scores[i][k] > best[i]) {
                    best[i] = scores[i][k];
                    stored[i] = candidate.stored();
                    right[i] = candidate.right();
                }
            }
        }
        return new Judged(near.asked(), stored, best, right);
    }
}
