package dev.edgewise.routing.pool;

/** How one endpoint stands. */
public enum EndpointHealth {
    /** Not probed yet; used like one that is well. */
    UNKNOWN,
    /** Its last probes succeeded. */
    UP,
    /** Out for a while after failing requests in a row; a last resort. */
    EJECTED,
    /** Its probes fail; not used. */
    DOWN
}
