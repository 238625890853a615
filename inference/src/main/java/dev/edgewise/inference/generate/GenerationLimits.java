package dev.edgewise.inference.generate;

import dev.edgewise.inference.Priority;

/**
 * What writing text may take on this node.
 *
 * @param threads threads of one run of a model
 * @param slots texts of one model written at once
 * @param contextTokensMax most tokens of one text, prompt and answer together; a model may have fewer. The memory of a slot
 *     takes room only as far as it is used
 * @param jobsMax callers of one model at once, waiting ones included; more are refused as busy, and background work when
 *     there are half as many
 */
public record GenerationLimits(int threads, int slots, int contextTokensMax, int jobsMax) {
    /** @throws IllegalArgumentException if a limit is not positive */
    public GenerationLimits {
        if (threads <= 0 || slots <= 0 || contextTokensMax <= 1 || jobsMax <= 0) {
            throw new IllegalArgumentException("every limit must be positive");
        }
    }

    /** Callers of one model at once, of all classes, before new ones of one are refused. */
    int jobsMax(Priority priority) {
        return priority == Priority.BACKGROUND ? (jobsMax + 1) / 2 : jobsMax;
    }

    /** All cores but no more than 8 threads, 8 slots of 8,192 tokens, 256 callers. */
    public static GenerationLimits ofCores(int cores) {
        return new GenerationLimits(Math.clamp(cores, 1, 8), 8, 8192, 256);
    }
}
