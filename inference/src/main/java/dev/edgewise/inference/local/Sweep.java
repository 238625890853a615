package dev.edgewise.inference.local;

import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.residency.ModelView;
import dev.edgewise.inference.residency.RefusalReason;
import dev.edgewise.inference.residency.Residence;
import dev.edgewise.inference.residency.Residency;
import dev.edgewise.inference.residency.UnloadReason;
import java.util.Arrays;
import java.util.Collection;

/**
 * Lets go of what nobody has used for long: models, the memory of texts in those that stay, and what those that left had on
 * the heap. One thread, once a second.
 */
final class Sweep implements Runnable {
    /** So many sweeps an unused slot of a decoder keeps its memory, and with it the prompts that it has read. */
    private static final int TEXT_SWEEPS = 60;

    private final Residency<?> residency;
    private final Collection<Generator> writers;
    private final HeapRest heap;
    private long refusedBefore;

    Sweep(Residency<?> residency, Collection<Generator> writers, HeapRest heap) {
        this.residency = residency;
        this.writers = writers;
        this.heap = heap;
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
        heap.look(unloads(), residency.views().stream().allMatch(Sweep::rests));
    }

    private long unloads() {
        Residence residence = residency.residence();
        return Arrays.stream(UnloadReason.values())
                .mapToLong(residence::unloads)
                .sum();
    }

    private static boolean rests(ModelView model) {
        return switch (model.state()) {
            case ABSENT, PULLED -> true;
            case WARM -> model.leases() == 0;
            case LOADING, DRAINING -> false;
        };
    }
}
