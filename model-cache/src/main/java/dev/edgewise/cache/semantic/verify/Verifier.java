package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.List;

/** Says how surely the answer to one question answers another. Safe for use by several threads. */
public interface Verifier {
    /**
     * Scores the candidates.
     *
     * <p>May wait for a model: not for an event loop.
     *
     * @param asked the question to be answered
     * @param stored the questions whose answers are at hand, the nearest first; a handful at most
     * @return for each of them a score that rises with the chance that both mean the same; scores of different
     *     verifiers cannot be compared; negative infinity for one that was not worth a look
     * @throws VerifierException if there is no verdict; nothing is served then
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    double[] score(Question asked, List<Question> stored) throws VerifierException, InterruptedException;

    /**
     * The same, where scores below {@code needed} will not be used: a verifier that can tell that none will reach it gives
     * negative infinity at once.
     */
    default double[] score(Question asked, List<Question> stored, double needed)
            throws VerifierException, InterruptedException {
        return score(asked, stored);
    }

    /** Names the verifier and its version: thresholds hold for one of them only. */
    String id();
}
