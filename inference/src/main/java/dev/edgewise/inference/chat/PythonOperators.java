package dev.edgewise.inference.chat;

import java.util.List;

/** What Python's operators do that the library's do not; {@link Dialect} writes calls of them. Any thread. */
public final class PythonOperators {
    /** Longest text that repeating may give, in characters. */
    private static final int REPEATED_CHARS_MAX = 1 << 20;

    private PythonOperators() {}

    /** A text or a list backwards; what is neither stays as it is. */
    public static Object reversed(Object value) {
        return switch (value) {
            case List<?> list -> list.reversed().stream().toList();
            case CharSequence text -> new StringBuilder(text).reverse().toString();
            default -> value;
        };
    }

    /**
     * A text so many times, whichever of the two is the text. Two numbers are multiplied: a filter may make one of a text.
     *
     * @throws IllegalArgumentException if they are neither a text and a number nor two whole numbers, or too much would come of it
     * @throws ArithmeticException if the product is beyond 64 bits
     */
    public static Object repeated(Object one, Object other) {
        if (one instanceof CharSequence text && other instanceof Number times) {
            long count = Math.max(0, times.longValue());
            if (count > REPEATED_CHARS_MAX || count * text.length() > REPEATED_CHARS_MAX) {
                throw new IllegalArgumentException(
                        "a text is repeated to more than " + REPEATED_CHARS_MAX + " characters");
            }
            return text.toString().repeat((int) count);
        }
        if (other instanceof CharSequence && one instanceof Number) {
            return repeated(other, one);
        }
        if ((one instanceof Integer || one instanceof Long) && (other instanceof Integer || other instanceof Long)) {
            return Math.multiplyExact(((Number) one).longValue(), ((Number) other).longValue());
        }
        throw new IllegalArgumentException("only a text and a number can be multiplied so");
    }
}
