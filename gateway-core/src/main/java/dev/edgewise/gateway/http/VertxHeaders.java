package dev.edgewise.gateway.http;

import dev.edgewise.gateway.request.RequestHeaders;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Vert.x header lines as the pipeline reads them. */
record VertxHeaders(MultiMap lines) implements RequestHeaders {
    @Override
    public @Nullable String get(CharSequence name) {
        return lines.get(name);
    }

    @Override
    public List<String> all(CharSequence name) {
        return lines.getAll(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> line) {
        lines.forEach(line);
    }
}
