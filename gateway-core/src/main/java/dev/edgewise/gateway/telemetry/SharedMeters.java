package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.cache.shared.SharedStats;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The figures of the tier that nodes share. */
public final class SharedMeters {
    private final Supplier<SharedStats> stats;
    private final Meters meters;

    private SharedMeters(Supplier<SharedStats> stats, Meters meters) {
        this.stats = stats;
        this.meters = meters;
    }

    public static void register(MeterRegistry registry, Supplier<SharedStats> stats) {
        new SharedMeters(stats, new Meters(registry)).register();
    }

    private void register() {
        lookups(SharedStats::hits, "hit");
        lookups(SharedStats::misses, "miss");
        lookups(SharedStats::failures, "failed");
        lookups(SharedStats::skipped, "skipped");
        meters.total(SHARED_STORED, () -> stats.get().stored());
        meters.gauge(SHARED_OPEN, () -> stats.get().open() ? 1 : 0);
        meters.gauge(SHARED_PURGES_PENDING, () -> stats.get().pendingPurges());
    }

    private void lookups(ToLongFunction<SharedStats> read, String result) {
        meters.total(SHARED_LOOKUPS, () -> read.applyAsLong(stats.get()), "result", result);
    }
}
