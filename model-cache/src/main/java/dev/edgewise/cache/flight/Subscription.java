package dev.edgewise.cache.flight;

/**
 * A follower's place in a flight. Start it or cancel it: a place that is neither is kept until the flight ends, and an
 * election may come upon it. Thread safe.
 *
 * @param <A> the completed answer
 * @param <F> the caller's own kind of fault
 */
public interface Subscription<A, F> {
    /**
     * Has the listener hear everything from the first event on. What is there already is delivered before this returns,
     * unless another thread is delivering it.
     *
     * @throws IllegalStateException when it was started before
     */
    void start(FlightListener<A, F> listener);

    /** What the leader told of the answer before it came; empty when it told nothing. */
    String note();

    /**
     * Says that the client took that many bytes of the chunks delivered. More than were delivered counts as all.
     *
     * @throws IllegalArgumentException when negative
     */
    void consumed(long bytes);

    /**
     * Leaves. No call to the listener begins afterwards; one may be under way. Without effect once the last call has
     * begun: a follower that was elected leaves through its flight.
     */
    void cancel();
}
