package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Typed reading of a JSON object that remembers the first thing wrong with it. Getters return a harmless value after
 * an error, so that a reader runs straight through and asks once, at its end, through {@link #result}.
 */
final class Fields {
    private final JsonNode root;
    private @Nullable ApiError error;

    Fields(JsonNode root) {
        this.root = root;
    }

    /** The field, a missing node when it is absent or null. */
    JsonNode get(String name) {
        JsonNode value = root.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }

    void refuse(ApiError refusal) {
        if (error == null) {
            error = refusal;
        }
    }

    void refuse(String message, @Nullable String param) {
        refuse(ApiError.invalid(message, param));
    }

    boolean refused() {
        return error != null;
    }

    /** A required string that is not empty. */
    String requiredText(String name) {
        JsonNode value = get(name);
        if (value.isMissingNode()) {
            refuse("you must provide a " + name + " parameter", name);
        } else if (!value.isTextual()) {
            refuse(typeError(name, "a string", value), name);
        } else if (value.textValue().isEmpty()) {
            refuse("'" + name + "' must not be empty.", name);
        }
        return value.asText("");
    }

    /** An optional integer within bounds, both included. */
    int integer(String name, int absent, int min, int max) {
        JsonNode value = get(name);
        if (value.isMissingNode()) {
            return absent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            refuse(typeError(name, "an integer", value), name);
            return absent;
        }
        if (value.intValue() < min || value.intValue() > max) {
            refuse(
                    "Invalid value: '" + name + "' must be between " + min + " and " + max + ", not " + value + ".",
                    name);
        }
        return value.intValue();
    }

    /** Checks an optional number against bounds, both included; its value is not needed. */
    void checkNumber(String name, double min, double max) {
        JsonNode value = get(name);
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isNumber()) {
            refuse(typeError(name, "a number", value), name);
        } else if (value.doubleValue() < min || value.doubleValue() > max) {
            refuse(
                    "Invalid value: '" + name + "' must be between " + min + " and " + max + ", not " + value + ".",
                    name);
        }
    }

    /** An optional boolean, false when absent. */
    boolean flag(String name) {
        JsonNode value = get(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            refuse(typeError(name, "a boolean", value), name);
        }
        return value.asBoolean(false);
    }

    /** Reads {@code stream_options.include_usage}, refused without {@code stream} as the original does. */
    boolean includeUsage(boolean stream) {
        JsonNode options = get("stream_options");
        if (options.isMissingNode()) {
            return false;
        }
        if (!options.isObject()) {
            refuse(typeError("stream_options", "an object", options), "stream_options");
        } else if (!stream) {
            refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.", "stream_options");
        }
        return options.path("include_usage").asBoolean(false);
    }

    static String typeError(String name, String expected, JsonNode value) {
        return "Invalid type for '" + name + "': expected " + expected + ", but got "
                + value.getNodeType().name().toLowerCase(java.util.Locale.ROOT) + " instead.";
    }

    /** The request when nothing was wrong with it, else the first refusal. */
    <T> Parsed<T> result(Supplier<T> request) {
        ApiError refusal = error;
        return refusal == null ? new Parsed.Valid<>(request.get()) : new Parsed.Invalid<>(refusal);
    }
}
