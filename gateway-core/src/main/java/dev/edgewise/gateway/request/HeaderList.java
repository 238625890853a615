package dev.edgewise.gateway.request;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reply headers in the order they are written: a flat growing array, because a hit builds one per request. */
public final class HeaderList {
    private @Nullable CharSequence[] lines = new CharSequence[48];
    private int size;

    public HeaderList add(CharSequence name, CharSequence value) {
        if (size == lines.length) {
            lines = Arrays.copyOf(lines, size * 2);
        }
        lines[size++] = name;
        lines[size++] = value;
        return this;
    }

    /** The same lines in a list of their own. */
    public HeaderList copy() {
        var copy = new HeaderList();
        forEach(copy::add);
        return copy;
    }

    /** The first value of {@code name} compared without case, or null when absent. */
    public @Nullable CharSequence get(String name) {
        for (int i = 0; i < size; i += 2) {
            if (name.contentEquals(at(i)) || name.equalsIgnoreCase(at(i).toString())) {
                return at(i + 1);
            }
        }
        return null;
    }

    public void forEach(BiConsumer<CharSequence, CharSequence> line) {
        for (int i = 0; i < size; i += 2) {
            line.accept(at(i), at(i + 1));
        }
    }

    private CharSequence at(int i) {
        CharSequence text = lines[i];
        return text == null ? "" : text;
    }
}
