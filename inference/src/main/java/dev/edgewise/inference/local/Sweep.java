package dev.edgewise.inference.local;

import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.residency.Residency;
import dev.edgewise.inference.residency.Swept;
import java.util.Collection;

/**
 * Lets go of what nobody has used for long: models, the memory of texts in those that stay, and what those that left had
 * taken beside their own. One thread, once a second; takes next to nothing of the heap itself, which requests would be charged with.
 */
final class Sweep implements Runnable {
    /** So many sweeps an unused slot of a decoder keeps its memory, and with it the prompts that it has read. */
    private static final int TEXT_SWEEPS = 60;

    private final Residency<?> residency;
    private final Collection<Generator> writers;
    private final MemoryRest memory;
    private long refusedBefore;

    Sweep(Residency<?> residency, Collection<Generator> writers, MemoryRest memory) {
        this.residency = residency;
        this.writers = writers;
        this.memory = memory;
    }

    @Override
    public void run() {
        Swept swept = residency.sweep();
        // Somebody found no room: memory that is kept only in case it is of use goes at once.
        int sweeps = swept.refused() != refusedBefore || starved() ? 0 : TEXT_SWEEPS;
        refusedBefore = swept.refused();
        for (Generator writer : writers) {
            writer.rest(sweeps);
        }
        memory.look(swept.loads(), swept.unloads(), swept.rests());
    }

    private boolean starved() {
        for (Generator writer : writers) {
            if (writer.starved()) {
                return true;
            }
        }
        return false;
    }
}
