package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;
import org.jspecify.annotations.Nullable;

/**
 * A name that callers use, and what stands behind it; at least one of the two.
 *
 * @param name unique
 * @param local on the node; null: never
 * @param central at the centre; null: never
 */
public record ModelConfig(
        String name, @Nullable LocalConfig local, @Nullable CentralConfig central) {

    private static final Setting<String> NAME = Setting.of("name", Names.MODEL, "Unique name that callers use.");
    private static final Setting<LocalConfig> LOCAL = Setting.of(
                    "local", LocalConfig.GROUP, "The model on this node that answers; absent: none.")
            .optional();
    private static final Setting<CentralConfig> CENTRAL = Setting.of(
                    "central", CentralConfig.GROUP, "The model of a central cluster that answers; absent: none.")
            .optional();

    static final Group<ModelConfig> GROUP = Group.of(
            "A name that callers use, and what stands behind it: local, central or both.",
            values -> new ModelConfig(values.get(NAME), values.find(LOCAL), values.find(CENTRAL)),
            NAME,
            LOCAL,
            CENTRAL);
}
