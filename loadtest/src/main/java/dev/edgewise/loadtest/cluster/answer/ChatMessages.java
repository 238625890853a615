package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Checks and reads a chat's messages. */
final class ChatMessages {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> PARTS = Set.of("text", "image_url", "input_audio", "file", "refusal");

    private ChatMessages() {}

    static void check(Fields fields, JsonNode messages) {
        if (messages.isMissingNode()) {
            fields.refuse("Missing required parameter: 'messages'.", "messages");
        } else if (!messages.isArray()) {
            fields.refuse(Fields.typeError("messages", "an array of objects", messages), "messages");
        } else if (messages.isEmpty()) {
            fields.refuse("Invalid 'messages': empty array. Expected an array with minimum length 1.", "messages");
        } else {
            for (int i = 0; i < messages.size(); i++) {
                checkOne(fields, "messages[" + i + "]", messages.get(i));
            }
        }
    }

    private static void checkOne(Fields fields, String at, JsonNode message) {
        String role = message.path("role").asText("");
        if (!message.isObject()) {
            fields.refuse(Fields.typeError(at, "an object", message), at);
        } else if (!ROLES.contains(role)) {
            fields.refuse(
                    "Invalid value: '" + role + "'. Supported values are: 'system', 'developer', 'user', "
                            + "'assistant', 'tool', and 'function'.",
                    at + ".role");
        } else if (role.equals("tool") && !message.path("tool_call_id").isTextual()) {
            fields.refuse("Missing required parameter: '" + at + ".tool_call_id'.", at + ".tool_call_id");
        }
        JsonNode content = message.path("content");
        if (content.isArray()) {
            for (JsonNode part : content) {
                if (!PARTS.contains(part.path("type").asText())) {
                    fields.refuse(
                            "Invalid value: '" + part.path("type").asText() + "' is no kind of content part.",
                            at + ".content");
                }
            }
        } else if (!content.isTextual() && !role.equals("assistant")) {
            fields.refuse("Invalid value for 'content': expected a string or an array of parts.", at + ".content");
        }
    }

    /** The text of the last user message, its text parts joined; empty when there is none. */
    static String lastUserText(JsonNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).path("role").asText().equals("user")) {
                return text(messages.get(i).path("content"));
            }
        }
        return "";
    }

    static int tokens(JsonNode messages) {
        int sum = 0;
        for (JsonNode message : messages) {
            sum += Pieces.count(text(message.path("content")));
        }
        return sum;
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        StringBuilder joined = new StringBuilder();
        for (JsonNode part : content) {
            joined.append(part.path("text").asText(""));
        }
        return joined.toString();
    }
}
