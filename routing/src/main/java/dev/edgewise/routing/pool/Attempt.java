package dev.edgewise.routing.pool;

import dev.edgewise.routing.Residency;

/**
 * One failed attempt, as far as it decides whether another may follow.
 *
 * @param tried the endpoints tried so far
 * @param residency the regions the data may be sent to
 * @param firstByteReleased whether the client has been sent any byte of an answer
 * @param repeatable whether doing the work twice is agreed: an {@code Idempotency-Key} or the method QUERY
 * @param deadlineNanos nanoseconds left until the answer is worthless
 */
public record Attempt(
        Tried tried, Residency residency, boolean firstByteReleased, boolean repeatable, long deadlineNanos) {}
