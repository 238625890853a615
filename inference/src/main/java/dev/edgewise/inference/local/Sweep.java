package dev.edgewise.inference.local;

import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.residency.RefusalReason;
import dev.edgewise.inference.residency.Residency;
import java.util.Collection;

/** Lets go of what nobody has used for long: models, and the memory of texts in those that stay. One thread, once a second. */
final class Sweep implements Runnable {
    /** So many sweeps an unused slot of a decoder keeps its memory, and with it the prompts that it has read. */
    private static final int TEXT_SWEEPS = 60;

    private final Residency<?> residency;
    private final Collection<Generator> writers;
    private long refusedBefore;

    Sweep(Residency<?> residency, Collection<Generator> writers) {
        this.residency = residency;
        this.writers = writers;
    }

    @Override
    public void run() {
        residency.sweep();
        long refused = residency.residence().refusals(RefusalReason.IN_USE);
        // Somebody found no room: memory that is kept only in case it is of use goes at once.
        boolean scarce = refused != refusedBefore || writers.stream().anyMatch(Generator::starved);
        int sweeps = scarce ? 0 : TEXT_SWEEPS;
        refusedBefore = refused;
        writers.forEach(writer -> writer.rest(sweeps));
    }
}
