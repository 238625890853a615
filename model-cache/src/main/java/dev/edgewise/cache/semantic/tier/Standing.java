package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.guard.GuardRule;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A question whose answer stands outside the cache, for an operator wrote it.
 *
 * @param question as it was read
 * @param similarityMin cosine from which on its answer is served; empty: the verifier's score must reach the tenant's threshold
 */
public record Standing(Question question, OptionalDouble similarityMin) {
    /**
     * One of them beside the question asked.
     *
     * @param row its place among those that were given
     * @param similarity cosine of both
     * @param score the verifier's, in log odds; NaN when it was not asked
     * @param threshold the tenant's, which counts where no least similarity does; infinite when nothing can be promised
     * @param refusedBy the rule that tells both apart; null when none does
     * @param why what keeps its answer from being served; null when nothing does
     */
    public record Judged(
            int row,
            Standing standing,
            double similarity,
            double score,
            double threshold,
            @Nullable GuardRule refusedBy,
            Found.@Nullable Why why) {}

    /**
     * What came of it.
     *
     * @param served whose answer may be served; null for none
     * @param compared all that were near, the nearest first
     */
    public record Verdict(@Nullable Judged served, List<Judged> compared) {
        /** Copies the list. */
        public Verdict {
            compared = List.copyOf(compared);
        }

        /** The nearest of those that were kept back, one that passed the rules before others; null when none was near. */
        public @Nullable Judged near() {
            return compared.stream()
                    .filter(judged -> judged.refusedBy() == null)
                    .findFirst()
                    .orElse(compared.isEmpty() ? null : compared.getFirst());
        }
    }
}
