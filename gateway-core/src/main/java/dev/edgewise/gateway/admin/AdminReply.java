package dev.edgewise.gateway.admin;

import dev.edgewise.cache.json.Json;
import dev.edgewise.cache.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer of the admin plane.
 *
 * @param status HTTP status
 * @param contentType of the body
 * @param headers further header lines by lower-case name
 * @param body not to be changed
 */
public record AdminReply(int status, String contentType, Map<String, String> headers, byte[] body) {

    /** A result. */
    public static AdminReply ok(Json body) {
        return json(200, body);
    }

    /** A document under a status of one's own. */
    public static AdminReply json(int status, Json body) {
        return new AdminReply(status, "application/json", Map.of(), JsonWriter.bytes(body));
    }

    /** Plain text of some media type. */
    public static AdminReply text(String contentType, String body) {
        return new AdminReply(200, contentType, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A problem as RFC 9457 writes it.
     *
     * @param title the kind of problem, the same for every occurrence
     * @param detail what is wrong here and what to do
     */
    public static AdminReply problem(int status, String title, String detail) {
        return problem(status, new Doc().text("title", title).text("detail", detail));
    }

    /** A problem with members of its own; {@code type} and {@code status} are added. */
    static AdminReply problem(int status, Doc members) {
        Json body = members.text("type", "about:blank").number("status", status).json();
        return new AdminReply(status, "application/problem+json", Map.of(), JsonWriter.bytes(body));
    }

    /** The same with one more header line. */
    AdminReply with(String name, String value) {
        var more = new java.util.TreeMap<>(headers);
        more.put(name, value);
        return new AdminReply(status, contentType, more, body);
    }
}
