package dev.edgewise.routing.pool;

import java.util.List;

/**
 * A cluster at one moment, for metrics and the admin plane.
 *
 * @param name the cluster's name
 * @param endpoints in the configured order
 * @param retriesLeft what is left of the retry budget
 */
public record ClusterSnapshot(String name, List<EndpointSnapshot> endpoints, int retriesLeft) {

    /** Copies the list. */
    public ClusterSnapshot {
        endpoints = List.copyOf(endpoints);
    }
}
