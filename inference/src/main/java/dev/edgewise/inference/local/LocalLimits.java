package dev.edgewise.inference.local;

import dev.edgewise.inference.generate.GenerationLimits;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.schedule.ScheduleLimits;

/**
 * What a {@link LocalEngine} may use.
 *
 * @param schedule threads and queue
 * @param threadsPerRun threads of one model run, its caller's included
 * @param inputsMax most inputs in one piece of work
 * @param generation what writing text may take
 * @param memory what all loaded models may take together
 */
public record LocalLimits(
        ScheduleLimits schedule, int threadsPerRun, int inputsMax, GenerationLimits generation, Footprint memory) {
    /** Half the cores, one thread a run, as many inputs as the OpenAI API takes: 2,048; memory without a bound. */
    public static LocalLimits ofCores(int cores) {
        return new LocalLimits(
                ScheduleLimits.ofCores(cores), 1, 2048, GenerationLimits.ofCores(cores), Footprint.UNBOUNDED);
    }
}
