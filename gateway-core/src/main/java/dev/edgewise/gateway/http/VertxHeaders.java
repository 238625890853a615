package dev.edgewise.gateway.http;

import dev.edgewise.gateway.request.RequestHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Vert.x header lines as the pipeline reads them. */
record VertxHeaders(MultiMap lines) implements RequestHeaders {
    /** Names that every request is asked for, with their hash, which a look-up would compute of a string each time. */
    private static final Map<String, AsciiString> HASHED = hashed(
            "traceparent",
            "x-request-id",
            "edge-deadline",
            "edge-target",
            "edge-prefer",
            "authorization",
            "x-api-key",
            "origin",
            "if-none-match",
            "Cache-Control",
            "Edge-Cache",
            "Edge-Cache-TTL",
            "Edge-Cache-Groups",
            "cf-aig-skip-cache",
            "cf-aig-cache-ttl");

    private static Map<String, AsciiString> hashed(String... names) {
        return Arrays.stream(names).collect(Collectors.toUnmodifiableMap(name -> name, AsciiString::cached));
    }

    private static CharSequence hashed(CharSequence name) {
        if (name instanceof String text) {
            AsciiString hashed = HASHED.get(text);
            return hashed == null ? name : hashed;
        }
        return name;
    }

    @Override
    public @Nullable String get(CharSequence name) {
        return lines.get(hashed(name));
    }

    @Override
    public List<String> all(CharSequence name) {
        return lines.getAll(hashed(name));
    }

    @Override
    public void forEach(BiConsumer<String, String> line) {
        lines.forEach(line);
    }
}
