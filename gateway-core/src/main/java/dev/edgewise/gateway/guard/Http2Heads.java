package dev.edgewise.gateway.guard;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the HTTP/2 decoder leaves to check of a request's head. */
public final class Http2Heads {
    private Http2Heads() {}

    /** What is wrong with the head, or null. */
    public static @Nullable Reason check(HttpServerRequest request, GuardLimits limits) {
        String path = request.uri();
        if (path == null || path.isEmpty()) {
            return Reason.PSEUDO_HEADER;
        }
        if (path.length() > limits.uriBytesMax()) {
            return Reason.URI_TOO_LONG;
        }
        String method = request.method().name().toUpperCase(Locale.ROOT);
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            return Reason.METHOD;
        }
        if (path.charAt(0) != '/' || !isTarget(path)) {
            return Reason.TARGET;
        }
        String scheme = request.scheme();
        if (scheme == null || !scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
            return Reason.PSEUDO_HEADER;
        }
        if (request.headers().size() > limits.headerLinesMax()) {
            return Reason.HEADER_COUNT;
        }
        return host(request);
    }

    private static @Nullable Reason host(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll("host");
        String authority = request.headers().get(":authority");
        if (authority == null && request.authority() != null) {
            authority = request.authority().toString();
        }
        if (hosts.size() > 1 || authority == null && hosts.isEmpty()) {
            return Reason.HOST;
        }
        for (String name : hosts) {
            if (!isHost(name)) {
                return Reason.HOST;
            }
            if (authority != null && !authority.equalsIgnoreCase(name)) {
                return Reason.HOST_MISMATCH;
            }
        }
        return authority == null || isHost(authority) ? null : Reason.HOST;
    }

    private static boolean isHost(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return Bytes.isHost(bytes, 0, bytes.length);
    }

    private static boolean isTarget(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c >= 128 || !Bytes.TARGET[c]) {
                return false;
            }
        }
        return true;
    }
}
