package dev.edgewise.gateway.support;

import dev.edgewise.gateway.request.RequestHeaders;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The lines of a request that came without any. */
public record NoHeaders() implements RequestHeaders {
    @Override
    public @Nullable String get(CharSequence name) {
        return null;
    }

    @Override
    public List<String> all(CharSequence name) {
        return List.of();
    }

    @Override
    public void forEach(BiConsumer<String, String> line) {}
}
