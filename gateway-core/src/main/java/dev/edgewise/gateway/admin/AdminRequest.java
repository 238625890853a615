package dev.edgewise.gateway.admin;

import java.util.Map;

/**
 * A request of the admin plane whose caller may ask it.
 *
 * @param path as it was asked for, without the query
 * @param variables what stood in the places of the route's {@code {names}}, percent-decoded
 * @param query parameters by name, percent-decoded; the first of each name
 * @param accept the {@code Accept} header; empty when there is none
 * @param body at most {@link AdminServer#BODY_BYTES_MAX} bytes; empty when there is none
 * @param caller who asks
 */
public record AdminRequest(
        String path,
        Map<String, String> variables,
        Map<String, String> query,
        String accept,
        byte[] body,
        Caller caller) {

    /**
     * Who asks, as far as a log may know.
     *
     * @param key the first digits of the SHA-256 of its key; {@code none} when the plane has no keys
     * @param address where the connection comes from
     */
    public record Caller(String key, String address) {}
}
