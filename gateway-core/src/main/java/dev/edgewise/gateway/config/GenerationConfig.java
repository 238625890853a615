package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * How local models write text.
 *
 * @param slots texts of one model written at once
 * @param contextTokensMax most tokens of one text, prompt and answer together
 * @param threads threads of one run of a model; 0: as many as the machine has processors, 8 at most
 */
public record GenerationConfig(int slots, int contextTokensMax, int threads) {

    private static final Setting<Integer> SLOTS = Setting.of(
                    "slots",
                    Scalars.integer(1, 128),
                    "Texts of one model written at once; more wait. Each may take the keys and values of `context` tokens.")
            .byDefault("8")
            .needsRestart();
    private static final Setting<Integer> CONTEXT = Setting.of(
                    "context",
                    Scalars.integer(256, 262_144),
                    "Most tokens of one text, prompt and answer together; a model may have fewer.")
            .byDefault("8192")
            .needsRestart();
    private static final Setting<Integer> THREADS = Setting.of(
                    "threads",
                    Scalars.integer(0, 256),
                    "Threads that compute one step of a model that writes; 0 takes all processors, 8 at most.")
            .byDefault("0")
            .needsRestart();

    static final Group<GenerationConfig> GROUP = Group.of(
            "How local models write text.",
            values -> new GenerationConfig(values.get(SLOTS), values.get(CONTEXT), values.get(THREADS)),
            SLOTS,
            CONTEXT,
            THREADS);
}
