package dev.edgewise.cache.shared;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.PurgeTarget;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** A tier for nodes of one process: what a shared server does, without a server. Bounded by bytes. Any thread. */
public final class InProcessTier implements SharedTier {
    /** @param keepMs how long it is kept from when it was put, in milliseconds */
    private record Kept(SharedValue value, long keepMs) {}

    private final AtomicReference<PurgeLog> log = new AtomicReference<>(PurgeLog.UNKNOWN);
    private final Cache<CacheKey, Kept> values;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stored = new LongAdder();

    /** @param bytesMax what its answers may take together, in bytes */
    public InProcessTier(long bytesMax, Ticker ticker) {
        values = Caffeine.newBuilder()
                .maximumWeight(bytesMax)
                .<CacheKey, Kept>weigher(
                        (key, kept) -> kept.value().record().answer().weightBytes())
                .expireAfter(Expiry.<CacheKey, Kept>writing((key, kept) -> Duration.ofMillis(kept.keepMs())))
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public CompletableFuture<SharedFound> get(CacheKey key) {
        Kept kept = values.getIfPresent(key);
        PurgeLog now = log.get();
        if (kept != null && now.survives(kept.value().record(), kept.value().stamp())) {
            hits.increment();
            return CompletableFuture.completedFuture(
                    new SharedFound.Found(kept.value().record(), now.stamp()));
        }
        misses.increment();
        return CompletableFuture.completedFuture(new SharedFound.Absent(now.stamp()));
    }

    @Override
    public void put(EntryRecord record, Stamp stamp, long keepMs) {
        values.put(record.key(), new Kept(new SharedValue(record, stamp), keepMs));
        stored.increment();
    }

    @Override
    public CompletableFuture<Boolean> purge(PurgeTarget target) {
        log.updateAndGet(known -> known.with(target));
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public SharedStats stats() {
        return new SharedStats(hits.sum(), misses.sum(), 0, 0, stored.sum(), 0, false);
    }

    @Override
    public void close() {
        values.invalidateAll();
    }
}
