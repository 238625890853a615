package dev.edgewise.inference;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a model as users write it, such as {@code all-minilm-l6-v2-q} or {@code owner/name@v2}.
 *
 * @param value 1 to {@value #LENGTH_MAX} characters; letters, digits and {@code . _ - : @ /}, starting with a letter or
 *     digit, without an empty, {@code .} or {@code ..} path segment, so that a name can never walk out of a folder
 */
public record ModelId(String value) {
    /** Longest name, in characters. */
    public static final int LENGTH_MAX = 200;

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@-]*");

    /** @throws IllegalArgumentException if the name breaks the rules of {@link ModelId}; the message says which */
    public ModelId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a model name has 1 to " + LENGTH_MAX
                    + " letters, digits or . _ - : @ / and starts with a letter or digit");
        }
    }

    /** Whether the text may be a model name. Any thread. */
    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return false;
        }
        for (String segment : text.split("/", -1)) {
            if (!SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Spelled out, for a record links its own when they are first called: a start would pay for it. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
