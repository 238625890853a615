package dev.edgewise.inference.residency;

import java.util.EnumMap;
import java.util.Map;

/** What happened since the start. Guarded by {@link Residency}'s lock. */
final class Tally {
    private final Map<UnloadReason, Long> unloads = new EnumMap<>(UnloadReason.class);
    private final Map<RefusalReason, Long> refusals = new EnumMap<>(RefusalReason.class);
    private long loads;
    private long loadsFailed;
    private long loadNanos;
    private long unloadsOfAll;

    void loaded(long tookNanos) {
        loads++;
        loadNanos += tookNanos;
    }

    void loadFailed() {
        loadsFailed++;
    }

    void unloaded(UnloadReason reason) {
        unloads.merge(reason, 1L, Long::sum);
        unloadsOfAll++;
    }

    /** Whether they succeeded or failed. */
    long loads() {
        return loads + loadsFailed;
    }

    /** Whatever the reason. */
    long unloads() {
        return unloadsOfAll;
    }

    void refused(RefusalReason reason) {
        refusals.merge(reason, 1L, Long::sum);
    }

    long refusals(RefusalReason reason) {
        return refusals.getOrDefault(reason, 0L);
    }

    Residence residence(Footprint budget, Footprint held, Footprint texts) {
        return new Residence(
                budget, held, texts, loads, loadsFailed, loadNanos, Map.copyOf(unloads), Map.copyOf(refusals));
    }
}
