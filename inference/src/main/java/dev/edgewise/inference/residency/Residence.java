package dev.edgewise.inference.residency;

import java.util.Map;

/**
 * All models together.
 *
 * @param budget what they may take
 * @param footprint what those take that hold memory
 * @param texts of that, keys and values of texts
 * @param loads loads that succeeded since the start
 * @param loadsFailed loads that failed
 * @param loadNanos what those that succeeded took together
 * @param unloadsBy models that left memory, by why
 * @param refusalsBy those who asked and were refused, by why
 */
public record Residence(
        Footprint budget,
        Footprint footprint,
        Footprint texts,
        long loads,
        long loadsFailed,
        long loadNanos,
        Map<UnloadReason, Long> unloadsBy,
        Map<RefusalReason, Long> refusalsBy) {
    /** Models that left memory for that reason. */
    public long unloads(UnloadReason reason) {
        return unloadsBy.getOrDefault(reason, 0L);
    }

    /** Those who asked and were refused for that reason. */
    public long refusals(RefusalReason reason) {
        return refusalsBy.getOrDefault(reason, 0L);
    }

    /** What is counted of the footprint beside texts. */
    public Footprint weights() {
        return footprint.minus(texts);
    }
}
