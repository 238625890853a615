package dev.edgewise.inference.generate;

import dev.edgewise.inference.TokenLogprob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down how likely tokens were, for callers that ask. */
final class TokenReports {
    private final Vocabulary vocabulary;
    private final Candidates candidates;

    TokenReports(Vocabulary vocabulary, Candidates candidates) {
        this.vocabulary = vocabulary;
        this.candidates = candidates;
    }

    /**
     * A token's report.
     *
     * @param logits the model's own
     * @param alternatives how many of the likeliest tokens to name
     */
    TokenLogprob report(int id, float[] logits, LogitStats stats, int alternatives) {
        List<TokenLogprob> top = new ArrayList<>(alternatives);
        if (alternatives > 0) {
            candidates.fill(logits, logits[stats.best()], Float.NEGATIVE_INFINITY);
            while (top.size() < alternatives && !candidates.isEmpty()) {
                top.add(one(candidates.next(), logits, stats, List.of()));
            }
        }
        return one(id, logits, stats, top);
    }

    private TokenLogprob one(int id, float[] logits, LogitStats stats, List<TokenLogprob> top) {
        byte[] bytes = vocabulary.special(id)
                ? vocabulary.name(id).orElse("").getBytes(StandardCharsets.UTF_8)
                : Arrays.copyOfRange(vocabulary.bytes(), vocabulary.begin(id), vocabulary.end(id));
        List<Integer> values = new ArrayList<>(bytes.length);
        for (byte value : bytes) {
            values.add(Byte.toUnsignedInt(value));
        }
        return new TokenLogprob(
                new String(bytes, StandardCharsets.UTF_8), values, stats.logprob(logits[id]), List.copyOf(top));
    }
}
