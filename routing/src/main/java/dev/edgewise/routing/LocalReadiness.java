package dev.edgewise.routing;

/**
 * How soon the node's own model could answer.
 *
 * @param state whether it is in memory and takes work
 * @param waitNanos predicted nanoseconds until its first output (pulling, loading, queue and computing), zero when unknown
 */
public record LocalReadiness(State state, long waitNanos) {

    /** In memory, with nothing waiting. */
    public static final LocalReadiness READY = new LocalReadiness(State.READY, 0);
    /** Not on this node; also what an alias without a local model carries. */
    public static final LocalReadiness ABSENT = new LocalReadiness(State.ABSENT, 0);

    /** Refuses a negative wait. */
    public LocalReadiness {
        if (waitNanos < 0) {
            throw new IllegalArgumentException("waitNanos is negative: " + waitNanos);
        }
    }

    /** Where the model stands between the store and the engine. */
    public enum State {
        /** In memory and taking work. */
        READY,
        /** On its way into memory. */
        LOADING,
        /** In the store; it would be loaded by the first request. */
        COLD,
        /** In memory, but its queue is full. */
        FULL,
        /** It failed to load or was taken out after failures. */
        FAILED,
        /** On its way into the store. */
        PULLING,
        /** Not in this node's store. */
        ABSENT
    }
}
