package dev.edgewise.cache.shared;

/**
 * What became of the uses of a shared tier, counted since the start.
 *
 * @param hits answers found
 * @param misses keys it had no live answer for
 * @param failures calls that failed or took too long
 * @param skipped calls that were not made: the tier had failed shortly before, or too much was under way
 * @param stored answers offered and taken
 * @param pendingPurges purges that have not got through yet
 * @param open whether calls are skipped now because the tier failed
 */
public record SharedStats(
        long hits, long misses, long failures, long skipped, long stored, int pendingPurges, boolean open) {
    /** Of a node without a shared tier. */
    public static final SharedStats NONE = new SharedStats(0, 0, 0, 0, 0, 0, false);
}
