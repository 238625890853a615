package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A way to score candidates. */
interface Way {
    /**
     * The scores of the candidates of one question, in their order; negative infinity for those it does not look at.
     *
     * @param i which of the questions asked
     * @param few its candidates, from {@link Near#few}; not empty
     */
    double[] score(Near near, int i, List<Candidate> few) throws VerifierException, InterruptedException;

    /** The nearest one, by its cosine alone. */
    Way NEAREST = (near, i, few) -> few.stream().mapToDouble(Candidate::cosine).toArray();

    /** As a verifier scores them. */
    static Way of(Verifier verifier, IntFunction<Question> questions) {
        return (near, i, few) -> verifier.score(
                questions.apply(near.asked()[i]),
                few.stream()
                        .map(candidate -> questions.apply(candidate.stored()))
                        .toList());
    }

    /**
     * The best candidate of each question; uses all cores.
     *
     * @param guarded whether the guards keep some out
     */
    default Judged best(Near near, boolean guarded) {
        int count = near.asked().length;
        int[] stored = new int[count];
        double[] best = new double[count];
        boolean[] right = new boolean[count];
        IntStream.range(0, count).parallel().forEach(i -> {
            stored[i] = -1;
            best[i] = Double.NEGATIVE_INFINITY;
            List<Candidate> few = near.few(i, guarded);
            double[] scores = few.isEmpty() ? new double[0] : scores(near, i, few);
            for (int k = 0; k < scores.length; k++) {
                if (scores[k] > best[i]) {
                    best[i] = scores[k];
                    stored[i] = few.get(k).stored();
                    right[i] = few.get(k).right();
                }
            }
        });
        return new Judged(near.asked(), stored, best, right);
    }

    private double[] scores(Near near, int i, List<Candidate> few) {
        try {
            return score(near, i, few);
        } catch (VerifierException failed) {
            throw new IllegalStateException(failed.getMessage(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
