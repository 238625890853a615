package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * A model on the node itself.
 *
 * @param model its reference in the model store
 */
public record LocalConfig(String model) {

    private static final Setting<String> MODEL = Setting.of(
            "model", Names.MODEL, "Reference of the model that runs on this node; all-minilm-l6-v2-q is built in.");

    static final Group<LocalConfig> GROUP = Group.of(
                    "The model on this node that answers.", values -> new LocalConfig(values.get(MODEL)), MODEL)
            .later("keep_alive", "unloading of idle models");
}
