package dev.edgewise.loadtest.cluster.answer;

/**
 * A request body after strict reading.
 *
 * @param <T> the type of a valid request
 */
public sealed interface Parsed<T> {
    /** A request as a real server would accept it. */
    record Valid<T>(T value) implements Parsed<T> {}

    /** A request a real server would refuse, with its refusal. */
    record Invalid<T>(ApiError error) implements Parsed<T> {}
}
