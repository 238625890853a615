package dev.edgewise.cache.fleet;

import java.util.concurrent.CompletableFuture;

/** Carries events to every node of a fleet, each once and all in one order. Any thread; nothing here waits. */
public interface FleetBus extends AutoCloseable {
    /**
     * Tells the other nodes. What cannot be told now is kept, within a bound, and told when it can.
     *
     * @return completes with the event's number in the fleet once it is safe there; never fails
     * @throws java.io.UncheckedIOException if it is told, but a restart before that would forget it
     */
    CompletableFuture<Long> publish(FleetEvent event);

    /** How long this node has heard nothing of the fleet, in nanoseconds; about 0 while it is connected. */
    long silentNanos();

    /** How this node stands to the fleet. */
    FleetState state();

    @Override
    void close();
}
