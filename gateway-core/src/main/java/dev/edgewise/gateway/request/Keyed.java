package dev.edgewise.gateway.request;

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
 * @param key the canonical key, or null when the answer is not to be reused
 * @param mayStore whether the answer may be stored under it
 * @param stream whether the answer is wanted as events
 */
public record Keyed(
        Governed governed,
        Scanned scanned,
        ModelAlias alias,
        Wish wish,
        CacheDirectives directives,
        @Nullable CacheKey key,
        boolean mayStore,
        boolean stream) {
    public Arrival arrival() {
        return governed.arrival();
    }
}
