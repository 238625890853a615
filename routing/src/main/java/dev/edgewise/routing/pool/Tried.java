package dev.edgewise.routing.pool;

/**
 * The endpoints already tried for one request.
 *
 * @param mask one bit for each endpoint, by its index in the cluster
 */
public record Tried(long mask) {

    /** None yet. */
    public static final Tried NONE = new Tried(0);

    /** Those and the endpoint with that index, from 0 to {@link Cluster#ENDPOINTS_MAX} - 1. */
    public Tried with(int index) {
        return new Tried(mask | (1L << index));
    }

    /** How many have been tried. */
    public int count() {
        return Long.bitCount(mask);
    }
}
