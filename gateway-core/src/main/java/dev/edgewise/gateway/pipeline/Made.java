package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.lookup.BatchAnswer;
import dev.edgewise.gateway.request.Answered;
import org.jspecify.annotations.Nullable;

/**
 * What the answer phase gives.
 *
 * @param answered what the caller gets
 * @param batch what of it was computed now, where the items of a batch are kept one by one; else null
 */
record Made(Answered answered, @Nullable BatchAnswer batch) {}
