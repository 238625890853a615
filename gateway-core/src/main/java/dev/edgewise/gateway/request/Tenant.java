package dev.edgewise.gateway.request;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A customer of the node. Everything a tenant owns (cache entries, limits, logs) is kept apart by {@code id}.
 *
 * @param id the operator's name for it
 * @param models aliases it may use, or null for all
 * @param rate how many requests it may send, or null for any number
 * @param loadsModels whether it may load and unload the models it may use
 * @param reuse what it may get from the cache, at most
 */
public record Tenant(
        String id, @Nullable Set<String> models, @Nullable RequestRate rate, boolean loadsModels, Reuse reuse) {
    /** The caller where no tenants are configured and the listener is on loopback. */
    public static final Tenant ANONYMOUS = new Tenant("anonymous", null, null, true, Reuse.SEMANTIC);

    /** What may come from the cache. */
    public enum Reuse {
        /** Nothing. */
        NONE,
        /** Answers to the very same request. */
        EXACT,
        /** Answers to questions that mean the same, too. */
        SEMANTIC
    }

    /**
     * A limit on requests.
     *
     * @param count requests
     * @param windowNanos within this time
     */
    public record RequestRate(long count, long windowNanos) {}
}
