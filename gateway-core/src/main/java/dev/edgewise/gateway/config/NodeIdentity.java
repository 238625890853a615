package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * Who this node is.
 *
 * @param id its name in headers, logs and metrics
 * @param region where it stands, such as {@code KR}
 */
public record NodeIdentity(String id, String region) {

    private static final Setting<String> ID = Setting.of(
                    "id", Names.NODE, "Name of this node in headers, logs and metrics.")
            .byDefault("edge-local");
    private static final Setting<String> REGION = Setting.of(
                    "region",
                    Names.REGION,
                    "Where this node stands: a country code or a name of your own; clusters and residency rules use the same names.")
            .byDefault("local");

    static final Group<NodeIdentity> GROUP =
            Group.of("Who this node is.", values -> new NodeIdentity(values.get(ID), values.get(REGION)), ID, REGION);
}
