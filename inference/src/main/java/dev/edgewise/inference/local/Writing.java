package dev.edgewise.inference.local;

import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.generate.GeneratorLoad;
import java.util.Collection;

/**
 * How busy the models that write text are, all together.
 *
 * @param callers whose text is being written or waits
 * @param slotsUsed texts being written
 */
public record Writing(int callers, int slotsUsed) {
    static Writing of(Collection<Generator> generators) {
        int callers = 0;
        int used = 0;
        for (Generator generator : generators) {
            GeneratorLoad load = generator.load();
            callers += load.jobs();
            used += load.slotsUsed();
        }
        return new Writing(callers, used);
    }
}
