package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.List;

/**
 * The cosine, corrected by what the words of both questions say: a linear model, some 15 µs a pair of a dozen tokens
 * each; never waits. Its score is on the scale of the cosine's own, and rises with it.
 *
 * <p>For one embedder's vectors. Immutable, safe for use by several threads.
 */
public final class CorrectedCosine implements Verifier {
    /** Cosines nearer to 0 and 1 than this are not told apart: token vectors and sentence vectors are rounded. */
    private static final double COSINE_MIN = 0.001;

    private static final double COSINE_MAX = 0.9999;

    private final Correction correction;
    private final CorrectionFeatures features;
    private final String id;

    CorrectedCosine(Correction correction) {
        this.correction = correction;
        this.features = new CorrectionFeatures(correction.firstWord());
        this.id = "corrected-cosine:" + correction.name() + ':' + CorrectionFile.checksum(correction);
    }

    @Override
    public double[] score(Question asked, List<Question> stored) {
        PairFeatures.Asked one = PairFeatures.Asked.of(asked);
        double[] values = new double[CorrectionFeatures.COUNT];
        return stored.stream()
                .mapToDouble(other -> {
                    double cosine = features.write(one, other, values, 0);
                    return odds(cosine) + correction.of(values);
                })
                .toArray();
    }

    /** The log odds of a cosine, as if it were a chance: near 1, where thresholds lie, small steps count. */
    static double odds(double cosine) {
        double held = Math.clamp(cosine, COSINE_MIN, COSINE_MAX);
        return Math.log(held / (1 - held));
    }

    @Override
    public String id() {
        return id;
    }

    /** What it was trained on and under which licence, in a sentence. */
    public String origin() {
        return correction.origin();
    }

    /** Writes it where {@link VerifierFiles#read} finds it. */
    public byte[] bytes() {
        return CorrectionFile.bytes(correction);
    }

    Correction correction() {
        return correction;
    }
}
