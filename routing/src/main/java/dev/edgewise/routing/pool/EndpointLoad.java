package dev.edgewise.routing.pool;

/**
 * What the servers themselves say about their load, as a factor on an endpoint's cost. Asked twice for every choice,
 * on the event loop: it answers from memory.
 */
@FunctionalInterface
public interface EndpointLoad {

    /** Says nothing. */
    EndpointLoad UNKNOWN = index -> 1;

    /** The factor for the endpoint with that index: 1 when nothing fresh is known, more when it is loaded. */
    double factor(int index);
}
