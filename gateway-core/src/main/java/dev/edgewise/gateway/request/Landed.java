package dev.edgewise.gateway.request;

import dev.edgewise.cache.answer.CachedAnswer;
import org.jspecify.annotations.Nullable;

/**
 * What the callers who waited for the same answer get.
 *
 * @param answer the answer in all its forms, or null when it is not fit to be kept
 * @param whole the reply as it came, or null when it came as a stream
 * @param model the model that answered, under its own name
 * @param near how near the question was that the answer was made for, as {@code Cache-Status} tells it; empty for their
 *     own
 */
public record Landed(@Nullable CachedAnswer answer, Answered.@Nullable Whole whole, String model, String near) {
    /** An answer to the very same request. */
    public Landed(@Nullable CachedAnswer answer, Answered.@Nullable Whole whole, String model) {
        this(answer, whole, model, "");
    }
}
