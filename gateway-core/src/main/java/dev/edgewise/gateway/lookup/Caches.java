package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.flight.Flights;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.CacheEntry;
import dev.edgewise.cache.store.Lookup;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.PurgeListener;
import dev.edgewise.cache.store.Purges;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The node's response cache and the requests that wait for one another; shared by all event loops.
 *
 * @param answers the stored answers
 * @param purges the one way to purge them
 * @param flights the answers under way
 * @param shared the tier that nodes share, or null when there is none
 * @param varying the request's lines that answers vary by
 * @param withheld whether stored answers are not to be sent now, because purges may have been missed
 * @param items the items of batches under way
 */
public record Caches(
        ResponseCache answers,
        Purges purges,
        Flights<Landed, Refusal> flights,
        @Nullable SharedCache shared,
        Varying varying,
        BooleanSupplier withheld,
        ItemsUnderWay items) {
    /**
     * A stored answer, ready to be sent.
     *
     * @param hit the entry with its age
     * @param rendered the form asked for
     */
    public record Found(Hit hit, Rendered rendered) {}

    /** A node's caches with nothing in them. */
    public static Caches of(ResponseCache answers, Flights<Landed, Refusal> flights) {
        return new Caches(answers, new Purges(answers), flights, null, new Varying(), () -> false, new ItemsUnderWay());
    }

    /** The same before a tier that nodes share, which hears of every purge. */
    public Caches before(SharedCache tier) {
        purges.listen(tier);
        return new Caches(answers, purges, flights, tier, varying, withheld, items);
    }

    /** The same of a node of a fleet, which hears of every purge. */
    public Caches within(PurgeListener fleet, BooleanSupplier withholds) {
        purges.listen(fleet);
        return new Caches(answers, purges, flights, shared, varying, withholds, items);
    }

    /** The answer under that key for a request that was not keyed so; null when it has gone or is not for this one. */
    public @Nullable Found near(CacheKey entry, Form form, CacheDirectives directives) {
        CacheEntry used = answers.use(entry);
        return used == null ? null : found(answers.judge(used, form, directives));
    }

    /** What a lookup found, when it can be sent in the form asked for; else null. */
    @Nullable
    Found found(Lookup lookup) {
        return lookup instanceof Hit hit && !withheld.getAsBoolean() ? rendered(hit) : null;
    }

    /** What stands in for an answer that could not be had; null when there is nothing, or no longer. */
    public @Nullable Found insteadOfError(@Nullable Stale old) {
        Hit hit = old == null || withheld.getAsBoolean() ? null : answers.insteadOfError(old);
        return hit == null ? null : rendered(hit);
    }

    private @Nullable Found rendered(Hit hit) {
        Rendered rendered = answers.form(hit.entry(), hit.form());
        return rendered == null ? null : new Found(hit, rendered);
    }
}
