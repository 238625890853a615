package dev.edgewise.gateway.request;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.store.CacheEntry;
import org.jspecify.annotations.Nullable;

/**
 * What the callers who waited for the same answer get.
 *
 * @param answer the answer in all its forms, or null when it is not fit to be kept
 * @param whole the reply as it came, or null when it came as a stream
 * @param model the model that answered, under its own name
 * @param confidence how sure it was, as {@code Edge-Confidence} tells it; empty when it did not say
 * @param near how near the question was that the answer was made for, as {@code Cache-Status} tells it; empty for their
 *     own
 * @param stored where the answer was found, for each caller has a word of its own on how old it may be; null when it was
 *     made just now
 */
public record Landed(
        @Nullable CachedAnswer answer,
        Answered.@Nullable Whole whole,
        String model,
        String confidence,
        String near,
        @Nullable CacheEntry stored) {
    /** An answer that was made for the very same request. */
    public Landed(@Nullable CachedAnswer answer, Answered.@Nullable Whole whole, String model, String confidence) {
        this(answer, whole, model, confidence, "", null);
    }

    /** An answer that was found. */
    public static Landed found(CacheEntry entry, String near) {
        return new Landed(
                entry.answer(),
                null,
                entry.labels().answeredBy(),
                entry.labels().confidence(),
                near,
                entry);
    }
}
