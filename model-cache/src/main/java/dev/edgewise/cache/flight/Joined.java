package dev.edgewise.cache.flight;

/**
 * What a caller became when it asked for a key.
 *
 * @param <A> the completed answer
 * @param <F> the caller's own kind of fault
 */
public sealed interface Joined<A, F> {
    /** Nobody is asking: the caller does, and closes the flight whatever comes. */
    record Lead<A, F>(Flight<A, F> flight) implements Joined<A, F> {}

    /** Somebody is asking: the caller starts the subscription, or cancels it. */
    record Follow<A, F>(Subscription<A, F> subscription) implements Joined<A, F> {}

    /** A bound is reached: the caller asks alone and shares nothing. */
    record Refused<A, F>(Refusal reason) implements Joined<A, F> {}
}
