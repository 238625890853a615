package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.verify.Calibration;
import dev.edgewise.cache.semantic.verify.Verifier;
import java.util.OptionalDouble;

/**
 * How questions are judged. Can change while the tier runs.
 *
 * @param verifier gives the score
 * @param prior what is known of its scores
 * @param wrongMax how many of all questions may get a wrong answer, as a share
 * @param confidence how surely a learned threshold keeps that, from 0.5 to below 1
 * @param threshold the score, in log odds, from which on answers are served, in place of a learned one; empty for learning
 * @param auditShare share of the answers about to be served that are checked against the real one instead
 */
public record TierSettings(
        Verifier verifier,
        Prior prior,
        double wrongMax,
        double confidence,
        OptionalDouble threshold,
        double auditShare) {
    /** At the confidence that holds where nobody says another. */
    public TierSettings(Verifier verifier, Prior prior, double wrongMax, OptionalDouble threshold, double auditShare) {
        this(verifier, prior, wrongMax, Calibration.CONFIDENCE, threshold, auditShare);
    }

    /** @throws IllegalArgumentException if a share is not from 0 to 1, or the confidence not from 0.5 to below 1 */
    public TierSettings {
        if (!(wrongMax >= 0 && wrongMax <= 1 && auditShare >= 0 && auditShare <= 1)) {
            throw new IllegalArgumentException("shares are from 0 to 1");
        }
        if (!(confidence >= 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("a confidence is from 0.5 to below 1");
        }
    }
}
