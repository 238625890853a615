package dev.edgewise.cache.fleet;

/**
 * How a node stands to its fleet.
 *
 * @param connected whether it hears of events now
 * @param number the last event that it knows of, 0 for none
 * @param waiting events of its own that it could not tell yet
 * @param received events that others told it since its start
 */
public record FleetState(boolean connected, long number, int waiting, long received) {
    /** Of a node that is alone. */
    public static final FleetState ALONE = new FleetState(false, 0, 0, 0);
}
