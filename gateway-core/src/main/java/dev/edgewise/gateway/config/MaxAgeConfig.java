package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import java.time.Duration;

/**
 * What a caller may ask for with {@code Cache-Control: max-age} or {@code Edge-Cache-TTL}; values beyond are moved to the nearer end.
 *
 * @param min shortest
 * @param max longest
 */
public record MaxAgeConfig(Duration min, Duration max) {

    private static final Setting<Duration> MIN = Setting.of(
                    "min", Scalars.duration("0s", "365d"), "Shortest life of an answer that a caller may ask for.")
            .byDefault("1s");
    private static final Setting<Duration> MAX = Setting.of(
                    "max", Scalars.duration("1s", "365d"), "Longest life of an answer that a caller may ask for.")
            .byDefault("7d");

    static final Group<MaxAgeConfig> GROUP = Group.of(
            "What a caller may ask for with Cache-Control: max-age or Edge-Cache-TTL.",
            values -> new MaxAgeConfig(values.get(MIN), values.get(MAX)),
            MIN,
            MAX);
}
