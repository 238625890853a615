package dev.edgewise.cache.store;

/**
 * Bounds of the store. All can change while it runs.
 *
 * @param bytesMax most bytes held, bodies and their overhead
 * @param entryBytesMax largest single answer stored, in bytes
 * @param aliasesMax most raw keys remembered for canonical ones
 * @param ttlS lifetime of an answer, in seconds, when its request wishes no other
 * @param ttlMaxS longest lifetime a request may wish for, in seconds
 * @param revalidateS how long past its lifetime an answer is still sent while a new one is fetched, in seconds; what an
 *     answer's maker says of it is cut to this
 * @param errorS how long past its lifetime an answer is still sent when no fresh one can be had, in seconds; cut likewise
 * @param acceptS how long past its lifetime an answer is still sent to callers who accept a stale one, in seconds; its maker
 *     can forbid it
 * @param jitter share by which a lifetime is shortened at random, at most, from 0 to 1, so that answers made
 *     together do not all end together
 */
public record CacheSettings(
        long bytesMax,
        int entryBytesMax,
        long aliasesMax,
        long ttlS,
        long ttlMaxS,
        long revalidateS,
        long errorS,
        long acceptS,
        double jitter) {
    /** Longest time any setting may name, in seconds: a hundred years. */
    public static final long SECONDS_MAX = 100L * 365 * 86_400;

    /** Checks the bounds' own bounds. */
    public CacheSettings {
        require(bytesMax >= 0, "bytesMax must not be negative", bytesMax);
        require(entryBytesMax > 0, "entryBytesMax must be positive", entryBytesMax);
        require(aliasesMax >= 0, "aliasesMax must not be negative", aliasesMax);
        require(ttlS > 0 && ttlS <= SECONDS_MAX, "ttlS must be from 1 to SECONDS_MAX", ttlS);
        require(ttlMaxS >= ttlS && ttlMaxS <= SECONDS_MAX, "ttlMaxS must be from ttlS to SECONDS_MAX", ttlMaxS);
        require(
                revalidateS >= 0 && revalidateS <= SECONDS_MAX,
                "revalidateS must be from 0 to SECONDS_MAX",
                revalidateS);
        require(errorS >= 0 && errorS <= SECONDS_MAX, "errorS must be from 0 to SECONDS_MAX", errorS);
        require(acceptS >= 0 && acceptS <= SECONDS_MAX, "acceptS must be from 0 to SECONDS_MAX", acceptS);
        require(jitter >= 0 && jitter <= 1, "jitter must be from 0 to 1", jitter);
    }

    /** Bounds that leave nothing for callers who accept a stale answer. */
    public CacheSettings(
            long bytesMax,
            int entryBytesMax,
            long aliasesMax,
            long ttlS,
            long ttlMaxS,
            long revalidateS,
            long errorS,
            double jitter) {
        this(bytesMax, entryBytesMax, aliasesMax, ttlS, ttlMaxS, revalidateS, errorS, 0, jitter);
    }

    private static void require(boolean holds, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + value);
        }
    }
}
