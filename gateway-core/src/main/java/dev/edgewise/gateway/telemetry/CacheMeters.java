package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.cache.store.CacheStats;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.account.MeterName;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** The response cache's figures. */
public final class CacheMeters {
    private final ResponseCache cache;
    private final Meters meters;

    private CacheMeters(ResponseCache cache, Meters meters) {
        this.cache = cache;
        this.meters = meters;
    }

    /**
     * Registers them.
     *
     * @param flights answers under way
     * @param varied answers that were not kept because of what they vary by
     * @param bytesMax what the cache may take
     */
    public static void register(
            MeterRegistry registry,
            ResponseCache cache,
            IntSupplier flights,
            LongSupplier varied,
            LongSupplier bytesMax) {
        var meters = new Meters(registry);
        new CacheMeters(cache, meters).register();
        meters.total(CACHE_PURGES, cache::epoch);
        meters.gauge(CACHE_FLIGHTS, flights::getAsInt);
        meters.total(CACHE_VARIED, varied::getAsLong);
        meters.gauge(CACHE_BYTES_MAX, bytesMax::getAsLong);
        for (int i = 0; i < ResponseCache.MEMORY_MULTIPLES.size(); i++) {
            int at = i;
            meters.gauge(
                    CACHE_HIT_RATIO,
                    () -> hitRatio(cache, at),
                    "memory",
                    ResponseCache.MEMORY_MULTIPLES.get(i).toString());
        }
    }

    /**
     * Registers the figures of stale answers that are fetched anew.
     *
     * @param running under way now
     */
    public static void register(
            MeterRegistry registry,
            LongSupplier stored,
            LongSupplier failed,
            LongSupplier skipped,
            IntSupplier running) {
        var meters = new Meters(registry);
        meters.total(CACHE_REFRESHES, stored::getAsLong, "result", "stored");
        meters.total(CACHE_REFRESHES, failed::getAsLong, "result", "failed");
        meters.total(CACHE_REFRESHES, skipped::getAsLong, "result", "skipped");
        meters.gauge(CACHE_REFRESHING, running::getAsInt);
    }

    /** NaN, which is how Prometheus says that there is no value, as long as too little was seen. */
    private static double hitRatio(ResponseCache cache, int at) {
        List<Double> curve = cache.hitRatioCurve();
        return curve.isEmpty() ? Double.NaN : curve.get(at);
    }

    private void register() {
        total(CACHE_LOOKUPS, CacheStats::hitsRaw, "result", "hit-raw");
        total(CACHE_LOOKUPS, CacheStats::hitsCanonical, "result", "hit-canonical");
        total(CACHE_LOOKUPS, CacheStats::stale, "result", "stale");
        total(CACHE_LOOKUPS, CacheStats::misses, "result", "miss");
        total(CACHE_STORED, CacheStats::stored);
        total(CACHE_REFUSED, CacheStats::refused);
        total(CACHE_REMOVED, CacheStats::evicted, "cause", "room");
        total(CACHE_REMOVED, CacheStats::expired, "cause", "age");
        gauge(CACHE_ENTRIES, CacheStats::entries);
        gauge(CACHE_BYTES, CacheStats::bytes);
        gauge(CACHE_RAW_KEYS, CacheStats::aliases);
    }

    private void total(MeterName name, ToLongFunction<CacheStats> read, String... tags) {
        meters.total(name, () -> read.applyAsLong(cache.stats()), tags);
    }

    private void gauge(MeterName name, ToLongFunction<CacheStats> read) {
        meters.gauge(name, () -> read.applyAsLong(cache.stats()));
    }
}
