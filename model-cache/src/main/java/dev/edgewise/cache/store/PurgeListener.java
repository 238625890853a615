package dev.edgewise.cache.store;

/** Is told of every purge that began on this node, in their order. */
@FunctionalInterface
public interface PurgeListener {
    /**
     * A purge is in force here. Whoever asked for it waits until this returns.
     *
     * @param epoch its number on this node
     */
    void purged(Purge purge, long epoch);
}
