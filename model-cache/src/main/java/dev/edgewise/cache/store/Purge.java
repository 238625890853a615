package dev.edgewise.cache.store;

/**
 * A purge.
 *
 * @param target what it is about
 * @param soft whether the answers stay for those who accept a stale one: sent while a new one is fetched, or when none can
 *     be had. Otherwise they are gone
 */
public record Purge(PurgeTarget target, boolean soft) {
    /** What it covers is gone. */
    public static Purge hard(PurgeTarget target) {
        return new Purge(target, false);
    }

    /** What it covers is stale from now on. */
    public static Purge soft(PurgeTarget target) {
        return new Purge(target, true);
    }
}
