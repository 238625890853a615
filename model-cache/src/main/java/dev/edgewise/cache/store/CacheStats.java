package dev.edgewise.cache.store;

/**
 * Counts since the start, and what is held now.
 *
 * @param hitsRaw lookups answered by the raw key
 * @param hitsCanonical lookups answered by the canonical key
 * @param stale lookups that found only a stale answer
 * @param misses lookups by canonical key that found nothing to send
 * @param stored answers stored
 * @param refused answers not stored
 * @param evicted answers given up for lack of room
 * @param expired answers given up for their age
 * @param entries answers held now, those not yet cleared away included; estimated
 * @param bytes what they take
 * @param aliases raw keys remembered
 */
public record CacheStats(
        long hitsRaw,
        long hitsCanonical,
        long stale,
        long misses,
        long stored,
        long refused,
        long evicted,
        long expired,
        long entries,
        long bytes,
        long aliases) {}
