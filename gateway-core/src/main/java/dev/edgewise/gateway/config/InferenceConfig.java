package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import dev.edgewise.inference.provider.Provider;
import java.util.List;

/**
 * How local models run.
 *
 * @param threads 0: half of the processors, at least one
 * @param queueMax requests that wait for a local model
 * @param queueTokensMax tokens that wait for a local model
 * @param generation how local models write text
 * @param providers what local models are computed with, the most wanted first; the processor is always the last
 * @param device which device of the machine, from 0
 * @param memory what local models may take
 * @param hub where models may be pulled from
 */
public record InferenceConfig(
        int threads,
        int queueMax,
        int queueTokensMax,
        GenerationConfig generation,
        List<Provider> providers,
        int device,
        MemoryConfig memory,
        HubConfig hub) {

    private static final Setting<Integer> THREADS = Setting.of(
                    "threads",
                    Scalars.integer(0, 1024),
                    "Threads that compute; 0 takes half of the processors, at least one.")
            .byDefault("0")
            .needsRestart();
    private static final Setting<Integer> QUEUE = Setting.of(
                    "queue",
                    Scalars.integer(1, 1_000_000),
                    "Requests that may wait for a local model; more go to the centre or are refused.")
            .byDefault("512")
            .needsRestart();
    private static final Setting<Integer> QUEUE_TOKENS = Setting.of(
                    "queue_tokens",
                    Scalars.integer(256, 100_000_000),
                    "Tokens that may wait for a local model; more go to the centre or are refused.")
            .byDefault("16384")
            .needsRestart();

    private static final Setting<List<Provider>> PROVIDERS = Setting.of(
                    "providers",
                    ProviderNames.LIST,
                    "What local models are computed with, the most wanted first; the processor is always the last. One that"
                            + " fails, or computes other numbers than the processor, is passed over.")
            .byDefault("[cpu]");
    private static final Setting<Integer> DEVICE = Setting.of(
                    "device", Scalars.integer(0, 63), "Which GPU of the machine, as CUDA numbers them.")
            .byDefault("0");

    private static final Setting<GenerationConfig> GENERATION = Setting.section("generation", GenerationConfig.GROUP);
    private static final Setting<MemoryConfig> MEMORY = Setting.section("memory", MemoryConfig.GROUP);
    private static final Setting<HubConfig> HUB = Setting.section("hub", HubConfig.GROUP);

    static final Group<InferenceConfig> GROUP = Group.of(
            "How local models run.",
            values -> new InferenceConfig(
                    values.get(THREADS),
                    values.get(QUEUE),
                    values.get(QUEUE_TOKENS),
                    values.get(GENERATION),
                    values.get(PROVIDERS),
                    values.get(DEVICE),
                    values.get(MEMORY),
                    values.get(HUB)),
            THREADS,
            QUEUE,
            QUEUE_TOKENS,
            GENERATION,
            PROVIDERS,
            DEVICE,
            MEMORY,
            HUB);
}
