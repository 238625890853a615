package dev.edgewise.cache.directive;

import java.util.List;

/**
 * What one request asks of the cache. Times are in seconds; {@link #ABSENT} where a request says nothing.
 *
 * @param noCache a stored answer must not be used; the new one may be stored
 * @param noStore nothing about this request may be stored, and a stored answer must not be used: who wants no traces asks
 *     for an answer of their own
 * @param onlyIfCached answer from the cache or not at all
 * @param maxAgeS oldest answer accepted
 * @param minFreshS time an answer must still stay fresh
 * @param maxStaleS how long past its freshness an answer is still accepted; {@link #ANY} without a limit
 * @param staleIfErrorS how long past its freshness an answer is still accepted when no fresh one can be had
 * @param mode the tiers the request narrows itself to, or opts in to
 * @param ttlS lifetime wished for the stored answer
 * @param groups names of groups that the stored answer is to belong to
 */
public record CacheDirectives(
        boolean noCache,
        boolean noStore,
        boolean onlyIfCached,
        long maxAgeS,
        long minFreshS,
        long maxStaleS,
        long staleIfErrorS,
        Mode mode,
        long ttlS,
        List<String> groups) {
    /** The request says nothing about it. */
    public static final long ABSENT = -1;

    /** No limit. */
    public static final long ANY = Long.MAX_VALUE;

    /** A request that asks for nothing. */
    public static final CacheDirectives NONE =
            new CacheDirectives(false, false, false, ABSENT, ABSENT, ABSENT, Mode.UNSAID, ABSENT);

    /** Copies the groups. */
    public CacheDirectives {
        groups = List.copyOf(groups);
    }

    /** Directives that name no groups and say nothing of errors. */
    public CacheDirectives(
            boolean noCache,
            boolean noStore,
            boolean onlyIfCached,
            long maxAgeS,
            long minFreshS,
            long maxStaleS,
            Mode mode,
            long ttlS) {
        this(noCache, noStore, onlyIfCached, maxAgeS, minFreshS, maxStaleS, ABSENT, mode, ttlS, List.of());
    }

    /** The tiers a request names with {@code Edge-Cache}. */
    public enum Mode {
        /** The header is missing. */
        UNSAID,
        /** Neither read nor write. */
        OFF,
        /** Exact answers only; also asks for reuse where it is not the default. */
        EXACT,
        /** Semantic answers too; also asks for reuse where it is not the default. */
        SEMANTIC
    }

    /** Whether stored answers may be used for this request at all. */
    public boolean mayRead() {
        return !noCache && !noStore && mode != Mode.OFF;
    }

    /** Whether the answer to this request may be stored at all. */
    public boolean mayStore() {
        return !noStore && mode != Mode.OFF && ttlS != 0;
    }

    /** Whether the caller asks for reuse where it is not the default. */
    public boolean optsIn() {
        return maxAgeS > 0 || ttlS > 0 || mode == Mode.EXACT || mode == Mode.SEMANTIC;
    }
}
