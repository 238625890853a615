package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.cache.segment.DiskCache;
import io.micrometer.core.instrument.MeterRegistry;

/** Figures of the answers kept on disk. */
public final class DiskMeters {
    private DiskMeters() {}

    /** Registers them. */
    public static void register(MeterRegistry registry, DiskCache disk) {
        var meters = new Meters(registry);
        meters.gauge(CACHE_DISK_BYTES, () -> disk.stats().bytes());
        meters.total(CACHE_DISK_ANSWERS, () -> disk.stats().written(), "what", "written");
        meters.total(CACHE_DISK_ANSWERS, () -> disk.stats().dropped(), "what", "dropped");
        meters.total(CACHE_DISK_ANSWERS, () -> disk.stats().loaded(), "what", "loaded");
        meters.total(CACHE_DISK_FAILURES, () -> disk.stats().failed(), "what", "write");
        meters.total(CACHE_DISK_FAILURES, () -> disk.stats().damaged(), "what", "damaged");
    }
}
