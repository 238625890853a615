package dev.edgewise.cache.semantic;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.ask.Partition;

/**
 * A question whose answer is stored.
 *
 * @param entry the canonical key of the answer
 * @param partition where it is compared
 */
public record StoredQuestion(CacheKey entry, Partition partition, Question question) {}
