package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.guard.WordDifference;
import java.util.List;

/**
 * What corrects a cosine: how well the tokens of two questions find each other, what they share as written, and the words
 * by which they differ. Nothing of it is learned from any text: how rare a token is, its place in the embedder's
 * vocabulary tells. Safe for use by several threads.
 */
final class CorrectionFeatures {
    /** Their names, in order. */
    static final List<String> NAMES = List.of(
            "aligned",
            "aligned-less",
            "worst-miss",
            "worst-cosine",
            "shared",
            "tokens",
            "telling",
            "telling-both",
            "quiet",
            "words");

    static final int COUNT = NAMES.size();

    /** Changes whenever a feature's meaning does. */
    static final int VERSION = 1;

    /** Where they lie among those of the trees. */
    private static final int[] OF_PAIR = {1, 2, 4, 8, 12, 24};

    private static final TokenDifference NOTHING_LEARNED = new TokenDifference(new byte[0]);

    private final PairFeatures pair;

    /** @param firstWord the token number from which on the vocabulary lists words, the most frequent first */
    CorrectionFeatures(int firstWord) {
        this.pair = new PairFeatures(TokenWeights.byPlace(firstWord), NOTHING_LEARNED);
    }

    /** Writes the pair's features at {@code at}; returns the cosine. */
    double write(PairFeatures.Asked asked, Question stored, double[] out, int at) {
        float[] values = new float[PairFeatures.COUNT];
        pair.write(asked, stored, values, 0);
        for (int i = 0; i < OF_PAIR.length; i++) {
            out[at + i] = values[OF_PAIR[i]];
        }
        WordDifference words = WordDifference.of(asked.question().guarded(), stored.guarded());
        int next = at + OF_PAIR.length;
        out[next] = words.telling();
        out[next + 1] = words.tellingBoth();
        out[next + 2] = words.quiet();
        out[next + 3] = words.words();
        return values[0];
    }
}
