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

    /** Whether the body is compressed, although the node never asks for that; it passes as it is then, unread. */
    public boolean isEncoded() {
        String encoding = headers.get("content-encoding");
        return encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity");
    }

    /** Whether the body is JSON whose end only the end of the connection tells, as it also does when it is cut. */
    public boolean isJsonOfUnknownLength() {
        String type = headers.get("content-type");
        return type != null
                && type.regionMatches(true, 0, "application/json", 0, 16)
                && !isEncoded()
                && isOfUnknownLength();
    }

    /** Whether only the end of the connection tells the body's. */
    public boolean isOfUnknownLength() {
        return !headers.contains("content-length") && !headers.contains("transfer-encoding");
    }

    public @Nullable String contentType() {
        return headers.get("content-type");
    }
}
