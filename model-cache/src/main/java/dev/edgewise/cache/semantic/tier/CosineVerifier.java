package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.verify.CorrectedCosine;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Scores by the cosine alone, as if it were a chance. Cosines of different embedders cannot be compared, so that nothing can be promised by it
 * until the tenant's own traffic has taught what they are worth.
 */
public final class CosineVerifier implements Verifier {
    private final String id;

    /** @param embedder whose cosines these are */
    public CosineVerifier(String embedder) {
        this.id = "cosine/" + embedder;
    }

    /**
     * What judges that embedder's vectors where nothing was trained: what comes with Edgewise for it, else the cosine.
     *
     * @throws IOException if what comes with Edgewise is broken
     */
    public static Verifier orShipped(String embedder) throws IOException {
        Optional<CorrectedCosine> shipped = VerifierFiles.shipped(embedder);
        return shipped.isPresent() ? shipped.get() : new CosineVerifier(embedder);
    }

    @Override
    public double[] score(Question asked, List<Question> stored) {
        return stored.stream()
                .mapToDouble(question -> Odds.log(dot(asked.vector(), question.vector())))
                .toArray();
    }

    @Override
    public String id() {
        return id;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
