package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * An error in OpenAI's shape: {@code {"error":{"message","type","param","code"}}}.
 *
 * @param status HTTP status, 400 to 599
 * @param message what is wrong, for a person
 * @param type OpenAI's error class, for example {@code invalid_request_error}
 * @param param the field at fault, null when none is
 * @param code a machine-readable code, null when OpenAI gives none
 */
public record ApiError(
        int status,
        String message,
        String type,
        @Nullable String param,
        @Nullable String code) {

    /** A 400 about one field; {@code param} may be null when the body as a whole is wrong. */
    public static ApiError invalid(String message, @Nullable String param) {
        return new ApiError(400, message, "invalid_request_error", param, null);
    }

    /** The error a real service gives with this status when it fails by itself. */
    public static ApiError ofStatus(int status) {
        return switch (status) {
            case 401 ->
                new ApiError(401, "Incorrect API key provided.", "invalid_request_error", null, "invalid_api_key");
            case 404 ->
                new ApiError(404, "The model does not exist.", "invalid_request_error", "model", "model_not_found");
            case 429 ->
                new ApiError(
                        429, "Rate limit reached. Please try again later.", "requests", null, "rate_limit_exceeded");
            case 503 ->
                new ApiError(503, "The engine is currently overloaded.", "service_unavailable_error", null, null);
            default ->
                status >= 500
                        ? new ApiError(status, "The server had an error.", "server_error", null, null)
                        : new ApiError(status, "The request was refused.", "invalid_request_error", null, null);
        };
    }

    /** True for the statuses after which a client should wait before it tries again. */
    public boolean retryLater() {
        return status == 429 || status == 503;
    }

    /** The body of the error response. */
    public ObjectNode toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return root;
    }
}
