package dev.edgewise.cache.store;

import com.github.benmanes.caffeine.cache.Cache;

/**
 * What an answer is worth among others: what it cost to make for each byte it takes. The store's admission counts how
 * often an answer was asked for; one that cost 2^n times as much a byte as the usual counts as asked for n times more.
 *
 * <p>Safe for use by several threads.
 */
final class Worth {
    /** The most by which an answer's count is raised: half of what the sketch behind the admission can tell apart. */
    static final int EXTRA_MAX = 6;

    /** So many answers make up what is usual. */
    private static final int MEMORY = 10_000;

    private static final double LOG_2 = Math.log(2);

    private double usual;
    private int seen;

    /** Has a store count so many uses of a key more. */
    static <K> void count(Cache<K, ?> store, K key, int extraUses) {
        for (int i = 0; i < extraUses; i++) {
            // Each look is a use.
            var _ = store.getIfPresent(key);
        }
    }

    /** By how many uses an answer that is stored now is to be counted up. */
    synchronized int extraUses(long makeMs, int bytes) {
        double worth = Math.log(Math.max(1, makeMs) / (double) bytes) / LOG_2;
        seen = Math.min(seen + 1, MEMORY);
        usual += (worth - usual) / seen;
        return Math.clamp(Math.round(worth - usual), 0, EXTRA_MAX);
    }
}
