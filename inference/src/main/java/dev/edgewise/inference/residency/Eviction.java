package dev.edgewise.inference.residency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Who leaves memory so that a model fits. Pure. */
final class Eviction {
    private Eviction() {}

    /** What choosing gives. */
    sealed interface Choice<M extends AutoCloseable> {
        /** These leave, the least worth first; none when there is room. */
        record Leave<M extends AutoCloseable>(List<Resident<M>> victims) implements Choice<M> {}

        /** There will be room in a moment: these are being freed. */
        record Await<M extends AutoCloseable>(List<Resident<M>> leaving) implements Choice<M> {}

        /** There would be room, but what takes it is in use or came a moment ago. */
        record Later<M extends AutoCloseable>() implements Choice<M> {}

        /** It never fits beside what is pinned. */
        record Never<M extends AutoCloseable>() implements Choice<M> {}
    }

    /**
     * Chooses for {@code newcomer}, which counts with its footprint; but where that leaves no room beside what is pinned and
     * the estimate of its files or what was measured does, it gets all the room that there is.
     *
     * @param all every model, the newcomer among them
     */
    static <M extends AutoCloseable> Choice<M> choose(
            Resident<M> newcomer, Collection<Resident<M>> all, ResidencySettings settings, long nowNanos) {
        Footprint held = Footprint.NONE;
        Footprint pinned = Footprint.NONE;
        int count = 1;
        List<Resident<M>> candidates = new ArrayList<>();
        List<Resident<M>> leaving = new ArrayList<>();
        for (Resident<M> other : all) {
            if (other == newcomer || !other.holdsMemory()) {
                continue;
            }
            held = held.plus(other.footprint());
            count++;
            if (other.leaving) {
                leaving.add(other);
            } else if (other.pinned) {
                // What it grew by comes back.
                pinned = pinned.plus(other.footprint().minus(other.grown));
            } else if (other.isIdle()
                    && nowNanos - other.loadedAtNanos >= settings.stayMin().toNanos()) {
                candidates.add(other);
            }
        }
        if (!pinned.plus(newcomer.least()).fitsIn(settings.budget())) {
            return new Choice.Never<>();
        }
        held = held.plus(newcomer.footprint().atMost(settings.budget().minus(pinned)));
        candidates.sort(Comparator.comparingDouble(other -> other.worth(nowNanos)));
        List<Resident<M>> victims = new ArrayList<>();
        for (Resident<M> candidate : candidates) {
            if (held.fitsIn(settings.budget()) && count <= settings.modelsMax()) {
                break;
            }
            if (!helps(candidate.footprint(), held, settings.budget()) && count <= settings.modelsMax()) {
                continue;
            }
            victims.add(candidate);
            held = held.minus(candidate.footprint());
            count--;
        }
        if (held.fitsIn(settings.budget()) && count <= settings.modelsMax()) {
            return new Choice.Leave<>(victims);
        }
        return leaving.isEmpty() ? new Choice.Later<>() : new Choice.Await<>(leaving);
    }

    /** Whether its memory is of the kind that is short. */
    private static boolean helps(Footprint candidate, Footprint held, Footprint budget) {
        return (held.hostBytes() > budget.hostBytes() && candidate.hostBytes() > 0)
                || (held.deviceBytes() > budget.deviceBytes() && candidate.deviceBytes() > 0);
    }
}
