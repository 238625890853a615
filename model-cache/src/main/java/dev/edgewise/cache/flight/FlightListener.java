package dev.edgewise.cache.flight;

import org.jspecify.annotations.Nullable;

/**
 * What one follower hears: any number of chunks, then exactly one of the other four, then nothing.
 *
 * <p>Calls come in order and never two at once for one follower, but from any thread that touches the flight, the
 * writer's included, so they must not block: hand over to your own event loop. No lock is held meanwhile; a listener may
 * call anything here. One that throws is dropped, and the flight goes on.
 *
 * @param <A> the completed answer
 * @param <F> the caller's own kind of fault
 */
public interface FlightListener<A, F> {
    /** The next events; only for {@link Want#EVENTS}. The array is shared by all readers: never write to it. */
    void chunk(byte[] events);

    /**
     * The flight ended well.
     *
     * @param answer the answer; null only after chunks, when the leader kept none. Without chunks before it (the leader
     *     asked for another form), the answer is all there is
     */
    void completed(@Nullable A answer);

    /** The flight failed, and nobody tries again. Chunks may have come before. */
    void failed(FlightFault<F> fault);

    /** The leader failed before the first event: this follower now leads, and closes the flight whatever comes. */
    void elected(Flight<A, F> flight);

    /** The flight goes on without this follower. */
    void detached(Detachment reason);
}
