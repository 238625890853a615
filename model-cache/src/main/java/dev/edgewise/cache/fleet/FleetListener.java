package dev.edgewise.cache.fleet;

/** Is told what other nodes told. One call at a time, what is told of one thing in the fleet's order; it may wait. */
public interface FleetListener {
    /**
     * Another node told this; or this node did, where the fleet's order decides between nodes: what was done here at once is
     * done again in its place.
     *
     * @throws java.io.UncheckedIOException if a purge is in force, but not safe on disk
     * @throws RuntimeException if it is not in force; what is told of pinned answers is told again later
     */
    void heard(FleetEvent event);

    /** The same of what was told before this node first came to the fleet: only this node has still to follow it. */
    void takenUp(FleetEvent event);

    /** Events may have been missed: whatever they could have been about must not be served by this node. */
    void missed();
}
