package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.answer.Usage;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.gateway.request.Answered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch's answer, and what of it was computed now.
 *
 * @param whole what its caller gets
 * @param answer the same, for those who wait for it too
 * @param fresh the items that were computed, each as the answer to a request for it alone
 * @param used what was used for them, or null when nobody says
 * @param avoided what would have been used for the others
 */
public record BatchAnswer(
        Answered.Whole whole,
        CachedAnswer answer,
        List<Fresh> fresh,
        @Nullable Usage used,
        Usage avoided) {
    /**
     * An item that was computed.
     *
     * @param confidence how sure the model was of it; empty when it did not say
     */
    public record Fresh(CacheKey key, CachedAnswer answer, String confidence) {}
}
