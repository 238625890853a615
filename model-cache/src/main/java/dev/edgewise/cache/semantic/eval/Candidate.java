package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.guard.GuardRule;
import org.jspecify.annotations.Nullable;

/**
 * A stored question near one that was asked.
 *
 * @param stored number of its text
 * @param cosine how near
 * @param right whether its answer is right for what was asked
 * @param refused the guard that tells the two apart, or null
 */
record Candidate(
        int stored, float cosine, boolean right, @Nullable GuardRule refused) {}
