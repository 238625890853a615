package dev.edgewise.gateway.upstream;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The head of an endpoint's answer.
 *
 * @param status HTTP status
 * @param headers its lines; read only
 */
public record UpstreamHead(int status, MultiMap headers) {
    public boolean isEventStream() {
        String type = headers.get("content-type");
        return type != null && type.regionMatches(true, 0, "text/event-stream", 0, 17);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public @Nullable String contentType() {
        return headers.get("content-type");
    }
}
