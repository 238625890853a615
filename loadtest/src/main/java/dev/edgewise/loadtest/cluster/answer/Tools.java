package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;

/** Decides whether an answer is a tool call, as the caller's {@code tool_choice} and last message ask. */
final class Tools {
    private Tools() {}

    static void check(Fields fields) {
        JsonNode tools = fields.get("tools");
        if (!tools.isMissingNode() && !tools.isArray()) {
            fields.refuse(Fields.typeError("tools", "an array of objects", tools), "tools");
        }
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            if (!tool.path("type").asText().equals("function")) {
                fields.refuse(
                        "Invalid value: '" + tool.path("type").asText() + "'. Supported value is: 'function'.",
                        "tools[" + i + "].type");
            } else if (tool.path("function").path("name").asText("").isEmpty()) {
                fields.refuse(
                        "Missing required parameter: 'tools[" + i + "].function.name'.",
                        "tools[" + i + "].function.name");
            }
        }
        JsonNode choice = fields.get("tool_choice");
        if (choice.isMissingNode()) {
            return;
        }
        if (tools.isEmpty()) {
            fields.refuse("'tool_choice' is only allowed when 'tools' are specified.", "tool_choice");
        } else if (choice.isObject()
                && named(tools, choice.path("function").path("name").asText()).isMissingNode()) {
            fields.refuse(
                    "Tool choice '" + choice.path("function").path("name").asText()
                            + "' not found in 'tools' parameter.",
                    "tool_choice");
        }
    }

    /** The schema of a function's arguments; an object without properties when the request gives none. */
    static JsonNode parameters(JsonNode function) {
        JsonNode schema = function.path("parameters");
        return schema.isObject()
                ? schema
                : com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "object");
    }

    /**
     * The tool to call, a missing node when the answer is text. A forced choice is kept; otherwise a tool is called
     * when the last message is the user's and names it, or says "tool".
     */
    static JsonNode chosen(JsonNode body) {
        JsonNode tools = body.path("tools");
        JsonNode choice = body.path("tool_choice");
        if (tools.isEmpty() || choice.asText().equals("none")) {
            return MissingNode.getInstance();
        }
        if (choice.isObject()) {
            return named(tools, choice.path("function").path("name").asText());
        }
        JsonNode messages = body.path("messages");
        JsonNode last = messages.path(messages.size() - 1);
        String asked = last.path("role").asText().equals("user")
                ? ChatMessages.lastUserText(messages).toLowerCase(Locale.ROOT)
                : "";
        for (JsonNode tool : tools) {
            if (asked.contains(tool.path("function").path("name").asText().toLowerCase(Locale.ROOT))) {
                return tool;
            }
        }
        return choice.asText().equals("required") || asked.contains("tool") ? tools.get(0) : MissingNode.getInstance();
    }

    private static JsonNode named(JsonNode tools, String name) {
        for (JsonNode tool : tools) {
            if (tool.path("function").path("name").asText().equals(name)) {
                return tool;
            }
        }
        return MissingNode.getInstance();
    }
}
