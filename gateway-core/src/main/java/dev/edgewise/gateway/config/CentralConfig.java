package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * A model of a central cluster.
 *
 * @param cluster name of the cluster
 * @param model the name there
 */
public record CentralConfig(String cluster, String model) {

    private static final Setting<String> CLUSTER = Setting.of("cluster", Names.CLUSTER, "Name of the cluster.");
    private static final Setting<String> MODEL = Setting.of("model", Names.MODEL, "The model's name there.");

    static final Group<CentralConfig> GROUP = Group.of(
            "The model of a central cluster that answers.",
            values -> new CentralConfig(values.get(CLUSTER), values.get(MODEL)),
            CLUSTER,
            MODEL);
}
