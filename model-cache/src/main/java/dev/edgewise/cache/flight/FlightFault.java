package dev.edgewise.cache.flight;

/**
 * How a flight failed, as its followers hear it.
 *
 * @param cause what the leader reported, or what the {@link Flights} say of a leader that ended without an answer
 * @param afterFirstByte whether events had been recorded before; when false, no follower has seen a byte
 * @param <F> the caller's own kind of fault
 */
public record FlightFault<F>(F cause, boolean afterFirstByte) {}
