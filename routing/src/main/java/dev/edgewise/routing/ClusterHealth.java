package dev.edgewise.routing;

/** How a cluster's endpoints in certain regions stand, taken together. */
public enum ClusterHealth {
    /** At least one endpoint answers and has room. */
    UP,
    /** Only endpoints that failed lately are left; they may be tried as a last resort. */
    SHAKY,
    /** Every endpoint that answers carries as many requests as it may. */
    FULL,
    /** Endpoints exist, but their probes fail. */
    DOWN,
    /** No endpoint stands in those regions. */
    NO_ENDPOINT
}
