package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.cache.segment.DiskStats;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Figures of the answers kept on disk. */
public final class DiskMeters {
    private DiskMeters() {}

    /** Registers them. */
    public static void register(MeterRegistry registry, Supplier<DiskStats> disk) {
        var meters = new Meters(registry);
        meters.gauge(CACHE_DISK_BYTES, () -> disk.get().bytes());
        meters.total(CACHE_DISK_ANSWERS, () -> disk.get().written(), "what", "written");
        meters.total(CACHE_DISK_ANSWERS, () -> disk.get().dropped(), "what", "dropped");
        meters.total(CACHE_DISK_ANSWERS, () -> disk.get().loaded(), "what", "loaded");
        meters.total(CACHE_DISK_FAILURES, () -> disk.get().failed(), "what", "write");
        meters.total(CACHE_DISK_FAILURES, () -> disk.get().damaged(), "what", "damaged");
    }
}
