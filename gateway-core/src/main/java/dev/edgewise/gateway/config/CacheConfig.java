package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import java.time.Duration;

/**
 * The response cache.
 *
 * @param memoryBytesMax what all entries may take, in bytes; 0 switches the cache off
 * @param ttl how long an answer lives unless the request says otherwise
 * @param maxAge bounds of what a caller may ask for
 * @param entryBytesMax a larger answer is not kept, in bytes
 */
public record CacheConfig(long memoryBytesMax, Duration ttl, MaxAgeConfig maxAge, long entryBytesMax) {

    private static final Setting<Long> MEMORY = Setting.of(
                    "memory", Scalars.bytes("0B", "1TB"), "Memory for all answers kept; 0B switches the cache off.")
            .byDefault("256MB");
    private static final Setting<Duration> TTL = Setting.of(
                    "ttl",
                    Scalars.duration("1s", "365d"),
                    "How long an answer lives unless the request says otherwise.")
            .byDefault("1h");
    private static final Setting<MaxAgeConfig> MAX_AGE = Setting.section("max_age", MaxAgeConfig.GROUP);
    private static final Setting<Long> ENTRY_MAX = Setting.of(
                    "entry_max", Scalars.bytes("1kB", "1GB"), "A larger answer is not kept.")
            .byDefault("1MB");

    static final Group<CacheConfig> GROUP = Group.of(
                    "The response cache.",
                    values -> new CacheConfig(
                            values.get(MEMORY), values.get(TTL), values.get(MAX_AGE), values.get(ENTRY_MAX)),
                    MEMORY,
                    TTL,
                    MAX_AGE,
                    ENTRY_MAX)
            .later("stale_while_revalidate", "serving stale answers")
            .later("stale_if_error", "serving stale answers")
            .later("semantic", "the semantic tier")
            .later("shared", "the shared tier");
}
