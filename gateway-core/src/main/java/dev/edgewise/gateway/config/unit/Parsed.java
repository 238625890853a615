package dev.edgewise.gateway.config.unit;

/**
 * What became of a text: the value it stands for, or what should have been there.
 *
 * @param <T> the value's type
 */
public sealed interface Parsed<T> {

    /** The text was understood. */
    record Ok<T>(T value) implements Parsed<T> {}

    /**
     * The text was not understood.
     *
     * @param expected what belongs there, to follow the word "expected"; it never repeats the text, which may be a secret
     */
    record Bad<T>(String expected) implements Parsed<T> {}

    static <T> Parsed<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Parsed<T> bad(String expected) {
        return new Bad<>(expected);
    }
}
