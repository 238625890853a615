package dev.edgewise.cache.store;

/** Is told of every purge that began on this node, in their order. */
@FunctionalInterface
public interface PurgeListener {
    /** For listeners that nobody needs to wait for. */
    Runnable DONE = () -> {};

    /**
     * A purge is about to be in force here: from this on nothing that it may cover may come in from elsewhere. Must not wait.
     *
     * @param epoch the number that it will have on this node
     * @return waits as what {@link #purged} returns does
     * @throws java.io.UncheckedIOException if it will be carried on, but a restart would forget to
     */
    default Runnable purging(Purge purge, long epoch) {
        return DONE;
    }

    /**
     * A purge is in force here. Must not wait: the next purge is held up until this returns.
     *
     * @param epoch its number on this node
     * @return waits until the purge has been carried on, for as long as the listener thinks right; whoever asked for the
     *     purge runs it, beside other purges
     * @throws java.io.UncheckedIOException if it is carried on, but a restart would forget to
     */
    Runnable purged(Purge purge, long epoch);
}
