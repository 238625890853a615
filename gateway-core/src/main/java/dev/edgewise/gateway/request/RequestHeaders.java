package dev.edgewise.gateway.request;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request's header lines, names compared without case. */
public interface RequestHeaders {
    /** The first value of {@code name}, or null when it is absent. */
    @Nullable
    String get(CharSequence name);

    /** Every value of {@code name} in the order sent; empty when absent. */
    List<String> all(CharSequence name);

    void forEach(BiConsumer<String, String> line);
}
