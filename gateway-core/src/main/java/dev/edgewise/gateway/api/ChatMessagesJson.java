package dev.edgewise.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.Tool;
import dev.edgewise.inference.ToolCall;
import dev.edgewise.inference.ToolChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The messages and tools of OpenAI's chat request. */
final class ChatMessagesJson {
    private static final String MESSAGES = "messages";
    private static final String PARALLEL = "parallel_tool_calls";

    private ChatMessagesJson() {}

    static Prompt prompt(JsonNode json) throws WrongFieldException {
        JsonNode given = json.path(MESSAGES);
        if (!given.isArray() || given.isEmpty()) {
            throw new WrongFieldException(MESSAGES, "messages must be a list with at least one message.");
        }
        if (json.hasNonNull("functions")) {
            throw new UnsupportedFieldException("functions", "Models on this node know tools, not functions.");
        }
        for (JsonNode modality : json.path("modalities")) {
            if (!modality.asText().equals("text")) {
                throw new UnsupportedFieldException(
                        "modalities", "Models on this node write text only, not " + modality.asText("this") + ".");
            }
        }
        if (json.hasNonNull("web_search_options")) {
            throw new UnsupportedFieldException("web_search_options", "Models on this node search nothing.");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode one : given) {
            messages.add(message(one));
        }
        boolean parallel = !json.hasNonNull(PARALLEL) || new Fields(json).flag(PARALLEL);
        JsonNode choice = json.path("tool_choice");
        boolean none = choice.asText().equals("none");
        if (json.hasNonNull("tools") && !json.path("tools").isArray()) {
            throw new WrongFieldException("tools", "tools must be a list.");
        }
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : none ? json.path("no") : json.path("tools")) {
            tools.add(tool(tool));
        }
        if (choice.path("type").asText().equals("allowed_tools")) {
            JsonNode allowed = choice.path("allowed_tools");
            return new Prompt.Chat(messages, allowed(tools, allowed), choice(allowed.path("mode")), parallel);
        }
        return new Prompt.Chat(messages, tools, none ? new ToolChoice.Auto() : choice(choice), parallel);
    }

    /** Of the tools those that a caller allows this time. */
    private static List<Tool> allowed(List<Tool> tools, JsonNode allowed) throws WrongFieldException {
        Set<String> names = new HashSet<>();
        for (JsonNode one : allowed.path("tools")) {
            String name = one.path("function").path("name").asText();
            if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
                throw new WrongFieldException(
                        "tool_choice", "tool_choice allows '" + name + "', which is no offered tool.");
            }
            names.add(name);
        }
        if (names.isEmpty()) {
            throw new WrongFieldException(
                    "tool_choice", "tool_choice.allowed_tools.tools must name at least one tool.");
        }
        return tools.stream().filter(tool -> names.contains(tool.name())).toList();
    }

    private static ChatMessage message(JsonNode json) throws WrongFieldException {
        String role = json.path("role").textValue();
        if (role == null || role.isEmpty()) {
            throw new WrongFieldException(MESSAGES, "Every message needs a role, which is a text.");
        }
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : json.path("tool_calls")) {
            JsonNode function = call.path("function");
            calls.add(new ToolCall(
                    call.path("id").asText(), function.path("name").asText(), arguments(function.path("arguments"))));
        }
        return new ChatMessage(
                // What newer clients call the operator's instructions, models know as the system's.
                role.equals("developer") ? "system" : role,
                content(json.path("content"), !calls.isEmpty()),
                calls,
                text(json.path("tool_call_id")),
                text(json.path("name")));
    }

    /** Some clients send what the arguments' JSON says instead of its text. */
    private static String arguments(JsonNode arguments) throws WrongFieldException {
        if (arguments.isMissingNode() || arguments.isNull()) {
            return "{}";
        }
        if (!arguments.isTextual() && !arguments.isObject()) {
            throw new WrongFieldException(
                    MESSAGES, "The arguments of a message's tool call must be a JSON text or an object.");
        }
        return arguments.isTextual() ? arguments.textValue() : arguments.toString();
    }

    private static String content(JsonNode content, boolean mayLack) throws WrongFieldException {
        if (content.isTextual()) {
            return content.asText();
        }
        if (content.isArray()) {
            StringBuilder text = new StringBuilder();
            for (JsonNode part : content) {
                if (!part.path("type").asText().equals("text")) {
                    throw new UnsupportedFieldException(
                            MESSAGES,
                            "Models on this node read text only, not "
                                    + part.path("type").asText("this") + ".");
                }
                text.append(part.path("text").asText());
            }
            return text.toString();
        }
        if (mayLack) {
            return "";
        }
        throw new WrongFieldException(MESSAGES, "A message's content must be a text or a list of parts.");
    }

    private static Tool tool(JsonNode json) throws WrongFieldException {
        JsonNode function = json.path("function");
        if (!json.path("type").asText().equals("function")
                || !function.path("name").isTextual()) {
            throw new WrongFieldException("tools", "A tool must be a function with a name.");
        }
        JsonNode parameters = function.path("parameters");
        return new Tool(
                function.path("name").asText(),
                json.toString(),
                parameters.isObject() ? parameters.toString() : "{\"type\":\"object\"}");
    }

    private static ToolChoice choice(JsonNode choice) throws WrongFieldException {
        if (choice.isObject()) {
            if (!choice.path("function").path("name").isTextual()) {
                throw new WrongFieldException("tool_choice", "tool_choice must be none, auto, required or a function.");
            }
            return new ToolChoice.Named(choice.path("function").path("name").asText());
        }
        return switch (choice.asText("auto")) {
            case "auto", "null", "" -> new ToolChoice.Auto();
            case "required" -> new ToolChoice.Required();
            default ->
                throw new WrongFieldException("tool_choice", "tool_choice must be none, auto, required or a function.");
        };
    }

    private static Optional<String> text(JsonNode value) {
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }
}
