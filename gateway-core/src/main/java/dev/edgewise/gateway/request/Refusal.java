package dev.edgewise.gateway.request;

import org.jspecify.annotations.Nullable;

/**
 * Why the node itself says no, before any API gives it a shape.
 *
 * @param status HTTP status, 400 to 599
 * @param type OpenAI's error type, such as {@code invalid_request_error}
 * @param code machine-readable reason
 * @param param the request's field at fault, or null
 * @param message what is wrong and what to do, one or two sentences
 * @param retryable whether the same request may succeed later
 * @param retryAfterMillis when to try again, or -1 for unknown
 */
public record Refusal(
        int status,
        String type,
        String code,
        @Nullable String param,
        String message,
        boolean retryable,
        long retryAfterMillis) {

    public static Refusal invalid(String code, @Nullable String param, String message) {
        return new Refusal(400, "invalid_request_error", code, param, message, false, -1);
    }

    public static Refusal client(int status, String code, String message) {
        return new Refusal(status, "invalid_request_error", code, null, message, false, -1);
    }

    /** The node cannot answer, and trying again will not help: its operator has to change something. */
    public static Refusal hopeless(String code, String message) {
        return new Refusal(503, "server_error", code, null, message, false, -1);
    }

    /** The node or what lies behind it cannot answer now. */
    public static Refusal unavailable(int status, String code, String message, long retryAfterMillis) {
        return new Refusal(status, "server_error", code, null, message, true, retryAfterMillis);
    }
}
