package dev.edgewise.gateway.node;

import com.sun.management.OperatingSystemMXBean;
import dev.edgewise.cache.flight.FlightBounds;
import dev.edgewise.cache.store.CacheSettings;
import dev.edgewise.gateway.config.CacheConfig;
import dev.edgewise.gateway.config.GenerationConfig;
import dev.edgewise.gateway.config.InferenceConfig;
import dev.edgewise.gateway.config.LimitsConfig;
import dev.edgewise.gateway.config.MemoryConfig;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Bounds of the configuration as the parts take them. */
final class Limits {
    static final Refusal LEADER_ENDED = Refusal.unavailable(
            503,
            "leader_gone",
            "The request that was fetching this answer ended without one. Send the request again.",
            0);

    /** Raw keys remembered beside the answers. */
    private static final int ALIASES_MAX = 200_000;

    private static final int FOLLOWERS_MAX = 10_000;
    private static final int LAG_BYTES_MAX = 1024 * 1024;
    private static final Duration JOIN_AGE_MAX = Duration.ofMinutes(5);

    /** Replies are read for usage and completeness up to this size; what is stored of them is bounded by the cache. */
    static final int REPLY_BYTES_MAX = Integer.MAX_VALUE;

    private Limits() {}

    static CacheSettings cache(CacheConfig config) {
        return new CacheSettings(
                config.memoryBytesMax(),
                (int) Math.min(Integer.MAX_VALUE, config.entryBytesMax()),
                ALIASES_MAX,
                config.ttl().toSeconds(),
                config.maxAge().max().toSeconds(),
                config.staleWhileRevalidate().toSeconds(),
                config.staleIfError().toSeconds(),
                config.maxStale().toSeconds(),
                config.jitter().value());
    }

    static FlightBounds flights(CacheConfig config) {
        return new FlightBounds(
                // Admission lets no more requests in than limits.in_flight; a bound here would not follow a reload.
                LimitsConfig.IN_FLIGHT_CONFIGURABLE,
                FOLLOWERS_MAX,
                (int) config.entryBytesMax(),
                LAG_BYTES_MAX,
                JOIN_AGE_MAX);
    }

    static LocalLimits local(InferenceConfig config) {
        LocalLimits standard = LocalLimits.ofCores(Runtime.getRuntime().availableProcessors());
        ScheduleLimits schedule = standard.schedule();
        int threads = config.threads() == 0 ? schedule.threads() : config.threads();
        return new LocalLimits(
                new ScheduleLimits(threads, config.queueTokensMax(), config.queueMax()),
                standard.threadsPerRun(),
                standard.inputsMax(),
                generation(config.generation(), standard.generation()),
                memory(config.memory()));
    }

    private static GenerationLimits generation(GenerationConfig config, GenerationLimits standard) {
        return new GenerationLimits(
                config.threads() == 0 ? standard.threads() : config.threads(),
                config.slots(),
                config.contextTokensMax(),
                standard.jobsMax());
    }

    static Footprint memory(MemoryConfig config) {
        return new Footprint(
                config.hostBytesMax() == 0 ? machineBytes() / 2 : config.hostBytesMax(),
                config.deviceBytesMax() == 0 ? Footprint.UNBOUNDED.deviceBytes() : config.deviceBytesMax());
    }

    /** What models are computed with that say nothing of their own. */
    static ProviderPlan providers(InferenceConfig config) {
        return new ProviderPlan(
                config.providers(), config.device(), config.memory().deviceBytesMax());
    }

    /** The memory of the machine, or of the container. */
    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Footprint.UNBOUNDED.hostBytes();
    }
}
