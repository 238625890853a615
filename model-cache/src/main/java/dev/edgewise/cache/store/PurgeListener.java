package dev.edgewise.cache.store;

/** Is told of every purge that began on this node, in their order. */
@FunctionalInterface
public interface PurgeListener {
    /** For listeners that nobody needs to wait for. */
    Runnable DONE = () -> {};

    /**
     * A purge is in force here. Must not wait: the next purge is held up until this returns.
     *
     * @param epoch its number on this node
     * @return waits until the purge has been carried on, for as long as the listener thinks right; whoever asked for the
     *     purge runs it, beside other purges
     */
    Runnable purged(Purge purge, long epoch);
}
