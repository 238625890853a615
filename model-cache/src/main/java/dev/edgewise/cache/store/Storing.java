package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.key.CacheKey;
import org.jspecify.annotations.Nullable;

/**
 * An answer to be stored.
 *
 * @param canonical the key it is stored under
 * @param alias the raw key of the request that made it, to be remembered; null for none
 * @param answer the answer
 * @param labels what it can be purged by
 * @param epoch {@link ResponseCache#epoch} as it was when the request came in: a purge since then refuses the answer
 * @param makeMs how long it took to make, in milliseconds
 * @param wish how long it should serve
 */
public record Storing(
        CacheKey canonical,
        @Nullable RawAlias alias,
        CachedAnswer answer,
        Labels labels,
        long epoch,
        long makeMs,
        Lifetime wish) {
    /** An answer about which nothing but a time to stay fresh is wished, in seconds; negative for none. */
    public Storing(
            CacheKey canonical,
            @Nullable RawAlias alias,
            CachedAnswer answer,
            Labels labels,
            long epoch,
            long makeMs,
            long ttlS) {
        this(canonical, alias, answer, labels, epoch, makeMs, Lifetime.ofTtl(ttlS));
    }

    /** What came of it. */
    public enum Outcome {
        STORED,
        /** Larger than a single answer may be. */
        TOO_LARGE,
        /** A purge that covers it came while it was made. */
        PURGED,
        /** Its request or its maker wishes a lifetime of zero. */
        UNWANTED
    }
}
