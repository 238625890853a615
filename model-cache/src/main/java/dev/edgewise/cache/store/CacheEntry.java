package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.CachedAnswer;
import dev.edgewise.cache.key.CacheKey;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/** One stored answer with its age and labels. Safe for use by several threads. */
public final class CacheEntry {
    private static final AtomicLongFieldUpdater<CacheEntry> REFRESH =
            AtomicLongFieldUpdater.newUpdater(CacheEntry.class, "refreshAgeNanos");

    private final CacheKey key;
    private final CachedAnswer answer;
    private final Labels labels;
    private final long makeMs;
    private final long madeNanos;
    private final Span span;
    private final long epoch;
    /** The age at which a soft purge made it stale. Read after {@link #checkedEpoch}. */
    private volatile long softAgeNanos = Long.MAX_VALUE;
    /** The age from which it may be fetched anew. */
    private volatile long refreshAgeNanos;

    private volatile long checkedEpoch;

    CacheEntry(CacheKey key, CachedAnswer answer, Labels labels, long makeMs, long madeNanos, Span span, long epoch) {
        this.key = key;
        this.answer = answer;
        this.labels = labels;
        this.makeMs = makeMs;
        this.madeNanos = madeNanos;
        this.span = span;
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

    /**
     * Whether the caller is to fetch the answer anew: true for one caller in {@code leaseNanos}, so that an answer is
     * fetched by one at a time and one that cannot be had is not asked for all the time.
     */
    public boolean claimRefresh(long nowNanos, long leaseNanos) {
        long age = ageNanos(nowNanos);
        long due = refreshAgeNanos;
        return age >= due && REFRESH.compareAndSet(this, due, age + leaseNanos);
    }

    /** Lets the answer be fetched anew by whoever asks after {@code waitNanos}. */
    public void releaseRefresh(long nowNanos, long waitNanos) {
        refreshAgeNanos = ageNanos(nowNanos) + waitNanos;
    }

    long ageNanos(long nowNanos) {
        return Math.max(0, nowNanos - madeNanos);
    }

    /** How long it is fresh, a soft purge counted in. */
    long ttlNanos() {
        return Math.min(span.ttlNanos(), softAgeNanos);
    }

    Span span() {
        return span;
    }

    boolean isSoftened() {
        return softAgeNanos != Long.MAX_VALUE;
    }

    /** Whether a soft purge now would leave it to be sent. */
    boolean outlivesSoftPurge(long nowNanos) {
        long staleNanos = Math.max(0, ageNanos(nowNanos) - ttlNanos());
        return staleNanos < span.unaskedNanos();
    }

    /** Whether a soft purge made it stale, and nobody may be sent it any more. */
    boolean isOver(long nowNanos) {
        return isSoftened() && !outlivesSoftPurge(nowNanos);
    }

    /** A soft purge at that time covers it; of several the first counts. */
    void soften(long atNanos) {
        softAgeNanos = Math.min(softAgeNanos, ageNanos(atNanos));
    }

    /** The last purge that had happened when its making began. */
    public long epoch() {
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
