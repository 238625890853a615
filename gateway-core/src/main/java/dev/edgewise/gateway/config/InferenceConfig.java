package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * How local models run.
 *
 * @param threads 0: half of the processors, at least one
 * @param queueMax requests that wait for a local model
 */
public record InferenceConfig(int threads, int queueMax) {
    private static final Setting<Integer> THREADS = Setting.of(
                    "threads",
                    Scalars.integer(0, 1024),
                    "Threads that compute; 0 takes half of the processors, at least one.")
            .byDefault("0")
            .needsRestart();
    private static final Setting<Integer> QUEUE = Setting.of(
                    "queue",
                    Scalars.integer(1, 1_000_000),
                    "Requests that may wait for a local model; beyond them the centre is asked or the request refused.")
            .byDefault("256");

    static final Group<InferenceConfig> GROUP = Group.of(
                    "How local models run.",
                    values -> new InferenceConfig(values.get(THREADS), values.get(QUEUE)),
                    THREADS,
                    QUEUE)
            .later("memory", "memory budgets of models")
            .later("hub", "pulling models");
}
