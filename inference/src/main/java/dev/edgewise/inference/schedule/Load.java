package dev.edgewise.inference.schedule;

import java.time.Duration;

/**
 * How busy a {@link BatchScheduler} is.
 *
 * @param tokensQueued tokens waiting or running; a guess for texts that are not yet cut
 * @param jobsQueued callers waiting
 * @param tokensPerSecond measured rate of all threads together, over all models lately
 * @param untilStart predicted time until work of normal priority submitted now begins
 */
public record Load(int tokensQueued, int jobsQueued, double tokensPerSecond, Duration untilStart) {}
