package dev.edgewise.inference.generate;

import java.time.Duration;

/**
 * How busy a {@link Generator} is.
 *
 * @param jobs callers, waiting ones included
 * @param slotsUsed texts being written or read
 * @param slots most of them at once
 * @param tokensPerSecond measured rate of writing, all texts together
 * @param untilStart predicted time until work submitted now begins
 */
public record GeneratorLoad(int jobs, int slotsUsed, int slots, double tokensPerSecond, Duration untilStart) {}
