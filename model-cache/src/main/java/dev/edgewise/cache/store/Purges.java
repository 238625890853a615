package dev.edgewise.cache.store;

import java.io.UncheckedIOException;
import java.util.ArrayList;
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
    private volatile PurgeKeeper keeper = (purge, epoch) -> {};
    /** Held while a purge gets its number, is written down, and is handed to the listeners, so that all know one order. */
    private final Object order = new Object();

    /** @param cache what is purged */
    public Purges(ResponseCache cache) {
        this.cache = cache;
    }

    /**
     * What a purge did.
     *
     * @param covered the answers held that it covered
     * @param left those of them that may still be sent: while a new one is fetched, or when none can be had. None, but of a soft
     *     purge
     * @param epoch its number
     */
    public record Done(long covered, long left, long epoch) {}

    /** Has {@code listener} told of purges from now on. */
    public void listen(PurgeListener listener) {
        listeners.add(listener);
    }

    /** Has every purge written down by {@code keeper} from now on, those of other nodes too, before it is in force. */
    public void keep(PurgeKeeper keeper) {
        this.keeper = keeper;
    }

    /** How many answers a purge would cover now. */
    public long count(PurgeTarget target) {
        return cache.count(target);
    }

    /** How many of them would still be sent afterwards. */
    public long countLeft(Purge purge) {
        return purge.soft() ? cache.countSoft(purge.target()) : 0;
    }

    /**
     * Purges here and tells the listeners, which may carry it to other nodes; their failures are logged. On disk first, then
     * here, then elsewhere: a node that dies in between has forgotten nothing that it said.
     *
     * @throws java.io.UncheckedIOException if the purge is in force, but it, or what is left to tell of it, is not safe on disk
     */
    public Done purge(Purge purge) {
        return purge(purge, listeners);
    }

    /** Purges here alone: for what another node told, and for what every node finds out by itself. */
    public Done purgeHere(Purge purge) {
        return purge(purge, List.of());
    }

    private Done purge(Purge purge, List<PurgeListener> told) {
        long covered = cache.count(purge.target());
        long left = countLeft(purge);
        List<Runnable> waits = new ArrayList<>();
        List<RuntimeException> notKept = new ArrayList<>();
        long epoch;
        synchronized (order) {
            // Nobody else purges the cache: this is the number it will give.
            long next = cache.epoch() + 1;
            try {
                keeper.keep(purge, next);
            } catch (RuntimeException failed) {
                notKept.add(failed);
            }
            for (PurgeListener listener : told) {
                tell(() -> waits.add(listener.purging(purge, next)), notKept);
            }
            epoch = cache.purge(purge);
            for (PurgeListener listener : told) {
                tell(() -> waits.add(listener.purged(purge, epoch)), notKept);
            }
        }
        cache.tidy();
        waits.forEach(wait -> tell(wait, notKept));
        if (!notKept.isEmpty()) {
            throw notKept.getFirst();
        }
        return new Done(covered, left, epoch);
    }

    private static void tell(Runnable step, List<RuntimeException> notKept) {
        try {
            step.run();
        } catch (UncheckedIOException forgettable) {
            notKept.add(forgettable);
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, "a purge is in force here but could not be passed on", failed);
        }
    }
}
