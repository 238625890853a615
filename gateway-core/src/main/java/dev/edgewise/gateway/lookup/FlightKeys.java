package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.request.Keyed;

/** Who may wait for whose answer. */
final class FlightKeys {
    private FlightKeys() {}

    /**
     * Callers from before and after a purge fly apart, for what was asked for before it may be what it is about. So do callers of
     * a batch who want its stored items of another age.
     */
    static CacheKey of(ResponseCache answers, Keyed keyed, Keyed.Keys keys) {
        CacheKey key = keys.canonical();
        Keyed.Batch batch = keys.batch();
        long purge = dividing(answers, keyed, key);
        long ages = 0;
        if (batch != null) {
            for (CacheKey item : batch.keys()) {
                purge = Math.max(purge, dividing(answers, keyed, item));
            }
            CacheDirectives wants = keyed.directives();
            ages = 31 * (31 * (wants.maxAgeS() + 1) + wants.minFreshS() + 1) + wants.maxStaleS() + 1;
        }
        return new CacheKey(key.w0(), key.w1() ^ purge, key.w2() ^ ages, key.w3());
    }

    /** The same of one item of a batch, whose age nobody asks about: it is being made. */
    static CacheKey ofItem(ResponseCache answers, Keyed keyed, CacheKey item) {
        return new CacheKey(item.w0(), item.w1() ^ dividing(answers, keyed, item), item.w2(), item.w3());
    }

    private static long dividing(ResponseCache answers, Keyed keyed, CacheKey key) {
        return answers.dividingEpoch(
                key, keyed.governed().tenant().id(), keyed.alias().name());
    }
}
