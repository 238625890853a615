package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.guard.GuardRule;
import org.jspecify.annotations.Nullable;

/**
 * A stored question that was compared with the one asked.
 *
 * @param entry canonical key of its answer
 * @param stored the question
 * @param similarity cosine of both
 * @param score the verifier's, in log odds; NaN when it was not asked
 * @param scale counts the verifiers that scores came from: those of different ones cannot be compared
 * @param threshold the tenant's at that moment, infinite when nothing can be promised
 * @param refusedBy the rule that tells both apart; null when none does
 */
public record Match(
        CacheKey entry,
        Question stored,
        double similarity,
        double score,
        int scale,
        double threshold,
        @Nullable GuardRule refusedBy) {}
