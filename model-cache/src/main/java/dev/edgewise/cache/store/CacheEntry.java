package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.key.CacheKey;

/** One stored answer with its age and labels. Safe for use by several threads. */
public final class CacheEntry {
    private final CacheKey key;
    private final CachedAnswer answer;
    private final Labels labels;
    private final long makeMs;
    private final long storedNanos;
    private final long ttlNanos;
    private final long epoch;
    private volatile long checkedEpoch;

    CacheEntry(
            CacheKey key,
            CachedAnswer answer,
            Labels labels,
            long makeMs,
            long storedNanos,
            long ttlNanos,
            long epoch) {
        this.key = key;
        this.answer = answer;
        this.labels = labels;
        this.makeMs = makeMs;
        this.storedNanos = storedNanos;
        this.ttlNanos = ttlNanos;
        this.epoch = epoch;
        checkedEpoch = epoch;
    }

    /** Its canonical key. */
    public CacheKey key() {
        return key;
    }

    /** The answer in all its forms. */
    public CachedAnswer answer() {
        return answer;
    }

    /** What it can be purged by. */
    public Labels labels() {
        return labels;
    }

    /** How long it took to make, in milliseconds: what a hit saves. */
    public long makeMs() {
        return makeMs;
    }

    long ageNanos(long nowNanos) {
        return Math.max(0, nowNanos - storedNanos);
    }

    long ttlNanos() {
        return ttlNanos;
    }

    /** The purges that had happened when its making began. */
    long epoch() {
        return epoch;
    }

    /** The last purge it is known to have survived. */
    long checkedEpoch() {
        return checkedEpoch;
    }

    void survived(long purge) {
        checkedEpoch = purge;
    }
}
