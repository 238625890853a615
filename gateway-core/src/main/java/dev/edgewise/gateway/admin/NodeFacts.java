package dev.edgewise.gateway.admin;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * What a node is.
 *
 * @param id its name in the fleet
 * @param region where it stands
 * @param version of the software
 * @param startedEpochMillis when it started
 * @param nowEpochMillis the clock
 * @param eventLoops threads of the data plane that do I/O
 * @param listeners where it listens
 */
public record NodeFacts(
        String id,
        String region,
        String version,
        long startedEpochMillis,
        LongSupplier nowEpochMillis,
        int eventLoops,
        List<Listening> listeners) {

    /** Copies the list. */
    public NodeFacts {
        listeners = List.copyOf(listeners);
    }

    /**
     * One listener.
     *
     * @param name {@code http}, {@code https} or {@code admin}
     * @param host as configured
     * @param port the port really bound; 0 before
     */
    public record Listening(String name, String host, IntSupplier port) {}
}
