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
 */
public record AdminReply(int status, String contentType, Map<String, String> headers, Body body) {

    /** What an answer says. */
    public sealed interface Body {
        /** @param bytes not to be changed */
        record Fixed(byte[] bytes) implements Body {}

        /** @param members but for the request's id, which whoever sends it knows */
        record Problem(Doc members) implements Body {}
    }

    /** A result. */
    public static AdminReply ok(Json body) {
        return json(200, body);
    }

    /** A document under a status of one's own. */
    public static AdminReply json(int status, Json body) {
        return new AdminReply(status, "application/json", Map.of(), new Body.Fixed(JsonWriter.bytes(body)));
    }

    /** Plain text of some media type. */
    public static AdminReply text(String contentType, String body) {
        return new AdminReply(200, contentType, Map.of(), new Body.Fixed(body.getBytes(StandardCharsets.UTF_8)));
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

    /** A problem with members of its own; {@code type}, {@code status} and {@code retryable} are added. */
    static AdminReply problem(int status, Doc members) {
        return problem(status, members, mayPass(status));
    }

    /** @param retryable whether the same request may succeed later */
    static AdminReply problem(int status, Doc members, boolean retryable) {
        members.text("type", "about:blank").number("status", status).flag("retryable", retryable);
        return new AdminReply(status, "application/problem+json", Map.of(), new Body.Problem(members));
    }

    private static boolean mayPass(int status) {
        return status == 408 || status == 429 || status > 501;
    }

    /** The body for the request of this id, not to be changed. */
    byte[] bytes(String requestId) {
        return switch (body) {
            case Body.Fixed(byte[] bytes) -> bytes;
            case Body.Problem(Doc members) ->
                JsonWriter.bytes(members.text("request_id", requestId).json());
        };
    }

    /** The same with one more header line. */
    AdminReply with(String name, String value) {
        var more = new java.util.TreeMap<>(headers);
        more.put(name, value);
        return new AdminReply(status, contentType, more, body);
    }
}
