package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Setting;
import java.util.List;

/**
 * Where callers are.
 *
 * @param trust whose word counts; empty: the country is unknown
 */
public record GeoConfig(List<TrustConfig> trust) {

    private static final Setting<List<TrustConfig>> TRUST = Setting.of(
                    "trust",
                    new ListOf<>(TrustConfig.GROUP, 0, Names.TRUST_MAX),
                    "Peers whose header tells the caller's country; absent: it is unknown.")
            .byDefault("[]");

    static final Group<GeoConfig> GROUP = Group.of(
                    "Where callers are.", values -> new GeoConfig(values.get(TRUST)), TRUST)
            .later("database", "country by address");
}
