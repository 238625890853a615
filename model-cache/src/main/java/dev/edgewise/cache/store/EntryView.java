package dev.edgewise.cache.store;

import dev.edgewise.cache.key.CacheKey;
import java.util.concurrent.TimeUnit;

/**
 * A stored answer as an operator may see it: without the answer and without what was asked.
 *
 * @param key its canonical key
 * @param labels what it can be purged by
 * @param ageS its age, in whole seconds
 * @param ttlS its lifetime, in whole seconds
 * @param bytes what it takes
 * @param makeMs how long it took to make, in milliseconds
 */
public record EntryView(CacheKey key, Labels labels, long ageS, long ttlS, int bytes, long makeMs) {
    static EntryView of(CacheEntry entry, long nowNanos) {
        return new EntryView(
                entry.key(),
                entry.labels(),
                TimeUnit.NANOSECONDS.toSeconds(entry.ageNanos(nowNanos)),
                TimeUnit.NANOSECONDS.toSeconds(entry.ttlNanos()),
                entry.answer().weightBytes(),
                entry.makeMs());
    }
}
