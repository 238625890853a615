package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * A model on the node itself.
 *
 * @param model its name in the model store, a reference it was pulled with, or a folder
 */
public record LocalConfig(String model) {

    private static final Setting<String> MODEL = Setting.of(
            "model",
            Names.LOCAL_MODEL,
            "The model that runs on this node: its name in the store, a reference it was pulled with, or file:FOLDER;"
                    + " all-minilm-l6-v2-q is built in.");

    static final Group<LocalConfig> GROUP = Group.of(
                    "The model on this node that answers.", values -> new LocalConfig(values.get(MODEL)), MODEL)
            .later("keep_alive", "unloading of idle models");
}
