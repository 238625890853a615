package dev.edgewise.gateway.fleet;

import dev.edgewise.cache.fleet.FleetBus;
import dev.edgewise.cache.fleet.FleetEvent;
import dev.edgewise.cache.store.Purge;
import dev.edgewise.cache.store.PurgeListener;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells the fleet what is done on this node, and whether the node has been without it for too long. Any thread. */
public final class Fleet implements PurgeListener {
    private static final System.Logger LOG = System.getLogger(Fleet.class.getName());
    /** How long whoever acts waits for the fleet's word. */
    private static final long TOLD_SECONDS_MAX = 2;

    private final FleetBus bus;
    private final CutOff cutOff;

    /** What is done with stored answers when purges may have been missed. */
    public enum Then {
        /** They are sent, and say so. */
        SERVE,
        /** They are not sent. */
        BYPASS
    }

    /**
     * When a node counts as cut off.
     *
     * @param afterNanos how long it may hear nothing, in nanoseconds
     */
    public record CutOff(long afterNanos, Then then) {}

    public Fleet(FleetBus bus, CutOff cutOff) {
        this.bus = bus;
        this.cutOff = cutOff;
    }

    /** Whether purges of other nodes may have been missed. */
    public boolean isUnsynced() {
        return bus.silentNanos() > cutOff.afterNanos;
    }

    /** Whether stored answers are not to be sent because of that. */
    public boolean withholds() {
        return cutOff.then == Then.BYPASS && isUnsynced();
    }

    /** What comes back waits until the fleet has the purge safe; what cannot be told now is told later. */
    @Override
    public Runnable purged(Purge purge, long epoch) {
        var event = new FleetEvent.Purged(purge);
        CompletableFuture<Long> telling = bus.publish(event);
        return () -> await(telling, event);
    }

    /** Waits until the fleet has the event safe, for a moment. */
    public void tell(FleetEvent event) {
        await(bus.publish(event), event);
    }

    private static void await(CompletableFuture<Long> telling, FleetEvent event) {
        try {
            telling.get(TOLD_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fleet's future failed", e);
        } catch (TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "what was done holds on this node; the fleet cannot be reached and is told when it can: {0}",
                    event.subject());
        }
    }
}
