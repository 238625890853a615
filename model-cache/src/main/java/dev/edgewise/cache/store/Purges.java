package dev.edgewise.cache.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The one way in which answers are purged, whoever asks for it: an operator, a roll-out, another node. A purge holds when
 * the method returns, for answers under way too.
 *
 * <p>Thread safe; takes some 10 ms for 100,000 answers, to count and to clear them away: not for an event loop.
 */
public final class Purges {
    private static final System.Logger LOG = System.getLogger(Purges.class.getName());

    private final ResponseCache cache;
    private final List<PurgeListener> listeners = new CopyOnWriteArrayList<>();
    private volatile PurgeListener journal = (purge, epoch) -> {};
    /** Held from the purge to the last listener, so that they hear of purges in the order of their numbers. */
    private final Object order = new Object();

    /** @param cache what is purged */
    public Purges(ResponseCache cache) {
        this.cache = cache;
    }

    /**
     * What a purge did.
     *
     * @param covered the answers held that it covered
     * @param epoch its number
     */
    public record Done(long covered, long epoch) {}

    /** Has {@code listener} told of purges from now on. */
    public void listen(PurgeListener listener) {
        listeners.add(listener);
    }

    /**
     * Has {@code journal} told of every purge from now on, those of other nodes too, in no certain order. A purge is not
     * done before it returns; what it throws, the caller gets, though the purge is in force.
     */
    public void keep(PurgeListener journal) {
        this.journal = journal;
    }

    /** How many answers a purge would cover now. */
    public long count(PurgeTarget target) {
        return cache.count(target);
    }

    /** Purges here and tells the listeners, which may carry it to other nodes; their failures are logged. */
    public Done purge(Purge purge) {
        long covered = cache.count(purge.target());
        long epoch;
        synchronized (order) {
            epoch = cache.purge(purge);
            for (PurgeListener listener : listeners) {
                tell(listener, purge, epoch);
            }
        }
        cache.tidy();
        journal.purged(purge, epoch);
        return new Done(covered, epoch);
    }

    /** Purges here alone: for what another node told, and for what every node finds out by itself. */
    public Done purgeHere(Purge purge) {
        long covered = cache.count(purge.target());
        long epoch = cache.purge(purge);
        cache.tidy();
        journal.purged(purge, epoch);
        return new Done(covered, epoch);
    }

    private static void tell(PurgeListener listener, Purge purge, long epoch) {
        try {
            listener.purged(purge, epoch);
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "a purge is in force here but could not be passed on", failed);
        }
    }
}
