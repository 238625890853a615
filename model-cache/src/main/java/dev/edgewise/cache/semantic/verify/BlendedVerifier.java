package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.List;

/**
 * Two verifiers whose log odds are added: each corrects what the other one sees wrongly, and a pair must please both to
 * score high.
 */
public final class BlendedVerifier implements Verifier {
    private final Verifier first;
    private final Verifier second;

    /** @param second asked only about the candidates that {@code first} was asked about */
    public BlendedVerifier(Verifier first, Verifier second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public double[] score(Question asked, List<Question> stored) throws VerifierException, InterruptedException {
        double[] one = first.score(asked, stored);
        double[] other = second.score(asked, stored);
        double[] sum = new double[one.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = one[i] + other[i];
        }
        return sum;
    }

    @Override
    public String id() {
        return first.id() + "+" + second.id();
    }
}
