package dev.edgewise.cache.request;

/** A field read as a certain type. */
public sealed interface FieldValue<T> {
    /** The field is there and has the type asked for. */
    record Present<T>(T value) implements FieldValue<T> {}

    /** The field is missing or {@code null}, which model APIs treat alike. */
    record Absent<T>() implements FieldValue<T> {}

    /**
     * The field holds something else.
     *
     * @param field name of the field
     * @param expected the type asked for, in words
     * @param found what is there, in words; long values are cut
     */
    record WrongType<T>(String field, String expected, String found) implements FieldValue<T> {
        /** The fault in one sentence that tells the caller what to send. */
        public String message() {
            return "Field \"%s\" must be %s, but it is %s.".formatted(field, expected, found);
        }
    }

    /** The value, or {@code fallback} when the field is absent or of another type. */
    default T or(T fallback) {
        return this instanceof Present<T>(T value) ? value : fallback;
    }
}
