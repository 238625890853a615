package dev.edgewise.gateway.node;

import dev.edgewise.gateway.config.InferenceConfig;
import dev.edgewise.inference.local.LocalLimits;
import dev.edgewise.inference.schedule.ScheduleLimits;

/** Bounds of the configuration as the parts take them. */
final class Limits {
    private Limits() {}

    static LocalLimits local(InferenceConfig config) {
        LocalLimits standard = LocalLimits.ofCores(Runtime.getRuntime().availableProcessors());
        ScheduleLimits schedule = standard.schedule();
        int threads = config.threads() == 0 ? schedule.threads() : config.threads();
        return new LocalLimits(
                new ScheduleLimits(threads, schedule.tokensQueuedMax(), config.queueMax()),
                standard.threadsPerRun(),
                standard.inputsMax());
    }
}
