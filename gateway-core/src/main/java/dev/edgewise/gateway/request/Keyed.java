package dev.edgewise.gateway.request;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.routing.Wish;
import dev.edgewise.routing.model.ModelAlias;
import org.jspecify.annotations.Nullable;

/**
 * A governed request that was read and, where its answer may be reused, has its cache key.
 *
 * @param governed whose request it is and what holds for it; no key exists without it
 * @param scanned the body, read once
 * @param alias the model asked for, allowed to this tenant
 * @param wish where the caller wants it answered
 * @param directives what the caller asks of the cache
 * @param keys where its answer is kept, or null when it is not to be reused
 * @param form the form the answer is wanted in
 */
public record Keyed(
        Governed governed,
        Scanned scanned,
        ModelAlias alias,
        Wish wish,
        CacheDirectives directives,
        @Nullable Keys keys,
        Form form) {
    /**
     * Where an answer is kept.
     *
     * @param canonical the key that every way of asking the same shares
     * @param raw the key over the unread body, or null when it was not computed
     * @param mayStore whether the answer may be stored
     * @param epoch the last purge before the request came in
     * @param exactOnly whether only an answer to the very same request will do
     */
    public record Keys(CacheKey canonical, @Nullable CacheKey raw, boolean mayStore, long epoch, boolean exactOnly) {}

    public Arrival arrival() {
        return governed.arrival();
    }
}
