package dev.edgewise.cache.fleet;

/** Is told what other nodes told. On one thread, in the fleet's order; it may wait. */
public interface FleetListener {
    /**
     * Another node told this; or this node did, where the fleet's order decides between nodes: what was done here at once is
     * done again in its place.
     */
    void heard(FleetEvent event);

    /** Events may have been missed: whatever they could have been about must not be served. */
    void missed();
}
