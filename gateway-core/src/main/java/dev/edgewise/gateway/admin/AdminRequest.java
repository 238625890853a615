package dev.edgewise.gateway.admin;

import java.io.InputStream;
import java.util.Map;

/**
 * A request of the admin plane whose caller may ask it.
 *
 * @param path as it was asked for, without the query
 * @param variables what stood in the places of the route's {@code {names}}, percent-decoded
 * @param query parameters by name, percent-decoded; the first of each name
 * @param accept the {@code Accept} header; empty when there is none
 * @param body at most {@link AdminServer#BODY_BYTES_MAX} bytes; empty when there is none
 * @param stream the body of a route that takes it as it comes; empty for all others
 * @param bodyBytes what the body's length is announced as; 0 when it is not
 * @param caller who asks
 */
public record AdminRequest(
        String path,
        Map<String, String> variables,
        Map<String, String> query,
        String accept,
        byte[] body,
        InputStream stream,
        long bodyBytes,
        Caller caller) {

    /** The same with its whole body. */
    AdminRequest with(byte[] whole) {
        return new AdminRequest(path, variables, query, accept, whole, stream, bodyBytes, caller);
    }

    /** The same with its body as it comes. */
    AdminRequest with(InputStream coming) {
        return new AdminRequest(path, variables, query, accept, body, coming, bodyBytes, caller);
    }

    /**
     * Who asks, as far as a log may know.
     *
     * @param key the first digits of the SHA-256 of its key; {@code none} when the plane has no keys
     * @param address where the connection comes from
     */
    public record Caller(String key, String address) {}
}
