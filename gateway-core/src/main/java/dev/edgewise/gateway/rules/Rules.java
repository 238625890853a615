package dev.edgewise.gateway.rules;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.directive.Heed;
import dev.edgewise.cache.pinned.PinnedAnswers;
import dev.edgewise.gateway.config.PriceConfig;
import dev.edgewise.gateway.identity.TenantDirectory;
import dev.edgewise.gateway.policy.Policy;
import dev.edgewise.gateway.policy.TrustedCountry;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.Tenant;
import dev.edgewise.gateway.upstream.ClusterTarget;
import dev.edgewise.inference.ModelId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a request that the operator decides, as one immutable value: a request takes it once and sees
 * nothing of a later reload.
 *
 * @param tenants who may ask
 * @param policy what holds for whom
 * @param countries whose word counts on where a caller is
 * @param views what each tenant sees, by its id
 * @param clusters the central clusters, by name
 * @param prices what clusters charge
 * @param routes what the routes say, by model alias; an alias without a route is missing
 * @param caching bounds of what is stored
 * @param pinned answers that the operator wrote
 * @param comparing how questions are compared; null when they are not
 * @param deadlineNanos how long a request may take when its caller says nothing
 */
public record Rules(
        TenantDirectory tenants,
        Policy policy,
        TrustedCountry countries,
        Map<String, TenantView> views,
        Map<String, ClusterTarget> clusters,
        Prices prices,
        Map<String, Route> routes,
        Caching caching,
        PinnedAnswers pinned,
        @Nullable Comparing comparing,
        long deadlineNanos) {
    /** Whether anything of this tenant is stored and reused. */
    public boolean caches(Tenant tenant) {
        return caching.on && tenant.reuse() != Tenant.Reuse.NONE;
    }

    /** How this request's question is compared with others; null when only its exact repetition may share its answer. */
    public @Nullable Comparing comparing(Keyed keyed) {
        Keyed.Keys keys = keyed.keys();
        return keys == null || keys.exactOnly() ? null : comparingWithPinned(keyed);
    }

    /** How this request's question is compared with those that the operator answered, whether or not it is to be stored. */
    public @Nullable Comparing comparingWithPinned(Keyed keyed) {
        return comparingWithPinned(keyed.governed().tenant(), keyed.directives());
    }

    /** The same, before anything of the request's body is known. */
    public @Nullable Comparing comparingWithPinned(Tenant tenant, CacheDirectives directives) {
        if (comparing == null) {
            return null;
        }
        boolean may = tenant.reuse() == Tenant.Reuse.SEMANTIC && directives.mayRead();
        return switch (directives.mode()) {
            case UNSAID, SEMANTIC -> may ? comparing : null;
            case OFF, EXACT -> null;
        };
    }

    /** What the routes say of the requests for that alias. */
    public Route route(String alias) {
        return routes.getOrDefault(alias, Route.NONE);
    }

    public TenantView view(Tenant tenant) {
        TenantView view = views.get(tenant.id());
        if (view == null) {
            throw new IllegalStateException("no view for tenant " + tenant.id());
        }
        return view;
    }

    /** The cluster of that name; there is one for each that the router names. */
    public ClusterTarget cluster(String name) {
        ClusterTarget target = clusters.get(name);
        if (target == null) {
            throw new IllegalStateException("no cluster " + name);
        }
        return target;
    }

    /**
     * What answers cost. Where no price was told, nothing is accounted.
     *
     * @param byCluster by the cluster's name
     * @param byAlias what the cluster behind a model alias charges
     */
    public record Prices(Map<String, PriceConfig> byCluster, Map<String, PriceConfig> byAlias) {}

    /**
     * How questions are compared.
     *
     * @param embedder the model that makes their vectors
     * @param revision tells two states of the embedder's files apart: vectors of one do not compare with those of another
     * @param prompt the name of the embedder's prompt for questions; empty for none
     * @param languages what the embedder speaks; null for every language
     * @param waitNanos how long a request may wait for its question to be compared
     * @param questionCharsMax longer questions are not compared
     */
    public record Comparing(
            ModelId embedder,
            String revision,
            Optional<String> prompt,
            @Nullable Set<String> languages,
            long waitNanos,
            int questionCharsMax) {
        /** Whose vectors are compared with one another: the embedder with its revision. */
        public String vectorsOf() {
            return embedder.value() + '@' + revision;
        }

        /** Whether the embedder speaks that language. */
        public boolean speaks(String language) {
            return languages == null || languages.contains(language);
        }
    }

    /**
     * Bounds of what is stored.
     *
     * @param on whether anything is stored at all
     * @param ttlSeconds lifetime of an answer that asks for none
     * @param ttlSecondsMin the shortest lifetime a caller may ask for
     * @param ttlSecondsMax the longest lifetime a caller may ask for
     * @param entryBytesMax the largest answer stored
     * @param heed which header fields of an answer have a say
     * @param items whether the items of a batch are kept one by one
     */
    public record Caching(
            boolean on,
            long ttlSeconds,
            long ttlSecondsMin,
            long ttlSecondsMax,
            long entryBytesMax,
            Heed heed,
            boolean items) {}
}
