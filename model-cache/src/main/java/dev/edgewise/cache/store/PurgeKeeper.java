package dev.edgewise.cache.store;

/** Writes purges down before they are in force, so that no restart undoes one that was. */
@FunctionalInterface
public interface PurgeKeeper {
    /**
     * Returns once the purge is safe. Called for one purge at a time, in the order of their numbers.
     *
     * @param epoch its number on this node
     * @throws RuntimeException if it is not safe; it will be in force all the same, and the caller of the purge gets this
     */
    void keep(Purge purge, long epoch);
}
