package dev.edgewise.cache.semantic.ask;

import dev.edgewise.cache.key.CacheKey;

/**
 * Where a question is compared: only with others of the same partition. The tenant is part of the frame's key already;
 * it stands here once more so that no fault in a key can let one tenant's question meet another's.
 *
 * @param tenant whose questions these are
 * @param frame key over everything but the question: scope, model, policy effects, parameters, history
 * @param language ISO 639-1 code of the question
 * @param embedder whose vectors these are
 */
public record Partition(String tenant, CacheKey frame, String language, String embedder) {}
