package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.residency.KeepAlive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model on the node itself.
 *
 * @param model its name in the model store, a reference it was pulled with, or a folder
 * @param keepAlive how long it stays in memory when nobody uses it; null: until others need the room
 * @param providers what it is computed with, the most wanted first; null: what {@code inference.providers} says
 * @param canary a version that answers part of the requests; null: none
 * @param shadow a version that answers unseen; null: none
 */
public record LocalConfig(
        String model,
        @Nullable KeepAlive keepAlive,
        @Nullable List<Provider> providers,
        @Nullable CanaryConfig canary,
        @Nullable ShadowConfig shadow) {

    private static final Setting<String> MODEL = Setting.of(
            "model",
            Names.LOCAL_MODEL,
            "The model that runs on this node: its name in the store, a reference it was pulled with, or file:FOLDER;"
                    + " all-minilm-l6-v2-q is built in.");

    private static final Setting<KeepAlive> KEEP_ALIVE = Setting.of(
                    "keep_alive",
                    Scalars.parsed(KeepAliveTime.EXPECTED, KeepAliveTime::parse, KeepAliveTime::show),
                    "How long it stays in memory when nobody uses it; it is then loaded at its first use, not ahead. 0: not"
                            + " at all, -1: for ever. Absent: loaded ahead, and stays until others need the room.")
            .optional();

    private static final Setting<List<Provider>> PROVIDERS = Setting.of(
                    "providers",
                    ProviderNames.LIST,
                    "What it is computed with, the most wanted first; absent: what inference.providers says.")
            .optional();

    private static final Setting<CanaryConfig> CANARY =
            Setting.of("canary", CanaryConfig.GROUP, CanaryConfig.GROUP.says()).optional();
    private static final Setting<ShadowConfig> SHADOW =
            Setting.of("shadow", ShadowConfig.GROUP, ShadowConfig.GROUP.says()).optional();

    static final Group<LocalConfig> GROUP = Group.of(
            "The model on this node that answers.",
            values -> new LocalConfig(
                    values.get(MODEL),
                    values.find(KEEP_ALIVE),
                    values.find(PROVIDERS),
                    values.find(CANARY),
                    values.find(SHADOW)),
            MODEL,
            KEEP_ALIVE,
            PROVIDERS,
            CANARY,
            SHADOW);

    /** The same settings for another model alone. */
    public LocalConfig onlyOf(String other) {
        return new LocalConfig(other, keepAlive, providers, null, null);
    }
}
