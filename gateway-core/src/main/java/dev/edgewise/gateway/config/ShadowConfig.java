package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * A version that answers unseen.
 *
 * @param model as {@link LocalConfig#model()}
 */
public record ShadowConfig(String model) {
    private static final Setting<String> MODEL =
            Setting.of("model", Names.LOCAL_MODEL, "The version that is compared, as in 'local'.");

    static final Group<ShadowConfig> GROUP = Group.of(
            "A version that does the active one's work once more, one request at a time; nobody sees its answers, metrics"
                    + " tell how often they agree.",
            values -> new ShadowConfig(values.get(MODEL)),
            MODEL);
}
