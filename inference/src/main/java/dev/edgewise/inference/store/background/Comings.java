package dev.edgewise.inference.store.background;

import dev.edgewise.inference.store.ModelReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which models came lately, and how often one after the other. Guarded by the lock of its owner. */
final class Comings {
    /** How long one is remembered. */
    static final Duration KEPT = Duration.ofHours(1);

    /** References that are remembered at most; the one that came longest ago goes first. */
    static final int REFERENCES_MAX = 1_000;

    private final Map<ModelReference, Coming> last = new LinkedHashMap<>();

    private record Coming(int times, long atNanos) {}

    void came(ModelReference reference, long nowNanos) {
        int times = times(reference, nowNanos) + 1;
        last.remove(reference);
        last.put(reference, new Coming(times, nowNanos));
        if (last.size() > REFERENCES_MAX) {
            last.remove(last.keySet().iterator().next());
        }
    }

    /** How often it came, each time within {@link #KEPT} of the time before; 0 if it did not. */
    int times(ModelReference reference, long nowNanos) {
        Coming coming = last.get(reference);
        return coming == null || nowNanos - coming.atNanos > KEPT.toNanos() ? 0 : coming.times;
    }
}
