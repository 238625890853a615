package dev.edgewise.inference.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.inference.ChatMessage;
import dev.edgewise.inference.Tool;
import dev.edgewise.inference.ToolCall;
import dev.edgewise.inference.chat.jinja.JinjaException;
import dev.edgewise.inference.chat.jinja.Template;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A model's own way of writing a conversation, as its {@code tokenizer_config.json} or {@code chat_template.jinja} says
 * it. The template is a stranger's program: it sees only the conversation, and its steps and output are bounded. Any
 * thread; a rendering takes well under a millisecond for a conversation of usual length.
 */
public final class ChatTemplate {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String template;
    private final Map<String, Object> tokens;
    /** Empty where it cannot be read: {@link #unreadable} says why. */
    private final Optional<Template> jinja;

    private final String unreadable;
    private final LongSupplier millis;

    /**
     * A template ready to be used.
     *
     * @param template in Jinja, as Hugging Face's transformers read it
     * @param tokens names of special tokens that it may use, such as {@code bos_token}
     * @param millis the wall clock, for templates that tell the model what day it is
     */
    public ChatTemplate(String template, Map<String, String> tokens, LongSupplier millis) {
        this.template = template;
        this.tokens = Map.copyOf(tokens);
        this.millis = millis;
        Optional<Template> read;
        String problem = "";
        try {
            read = Optional.of(Template.of(template));
        } catch (JinjaException e) {
            // The model can write all the same, only not from messages.
            read = Optional.empty();
            problem = "the model's chat template cannot be read: " + e.getMessage();
        }
        this.jinja = read;
        this.unreadable = problem;
    }

    /**
     * The template that a {@code tokenizer_config.json} has, as one; empty where it has none. Of several with names, that
     * is {@code default}, and {@code tool_use} for conversations with tools.
     */
    public static Optional<String> of(JsonNode tokenizerConfig) {
        JsonNode template = tokenizerConfig.path("chat_template");
        if (template.isTextual()) {
            return Optional.of(template.asText());
        }
        Map<String, String> named = new HashMap<>();
        for (JsonNode one : template) {
            named.put(
                    one.path("name").asText(),
                    withoutLastBreak(one.path("template").asText()));
        }
        Optional<String> plain = Optional.ofNullable(named.get("default"));
        return named.containsKey("tool_use")
                ? plain.map(without ->
                        "{% if tools %}\n" + named.get("tool_use") + "{%+ else %}\n" + without + "{%+ endif %}")
                : plain;
    }

    /** Jinja passes over a line break at a template's end. */
    private static String withoutLastBreak(String template) {
        return template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
    }

    /** Whether the model has been taught to call tools. */
    public boolean knowsTools() {
        return template.contains("tools");
    }

    /** The program, for telling which way of writing tool calls it speaks of. */
    public boolean mentions(String text) {
        return template.contains(text);
    }

    /**
     * The conversation as text for the model, up to where its own turn begins.
     *
     * @throws TemplateException if the template refuses it, or fails
     */
    public String render(List<ChatMessage> messages, List<Tool> tools) throws TemplateException {
        Map<String, Object> context = new HashMap<>(tokens);
        context.put("messages", messages.stream().map(ChatTemplate::map).toList());
        List<Object> definitions = new ArrayList<>();
        for (Tool tool : tools) {
            definitions.add(parsed(tool.json()));
        }
        // As transformers has it: there, and nothing.
        context.put("tools", tools.isEmpty() ? null : definitions);
        context.put("documents", null);
        context.put("add_generation_prompt", true);
        try {
            return jinja.orElseThrow(() -> TemplateException.failed(unreadable)).render(context, millis.getAsLong());
        } catch (JinjaException e) {
            throw e.isRaised()
                    ? TemplateException.refused(
                            "the model's chat template refuses this conversation: " + e.getMessage())
                    : TemplateException.failed(
                            "the model's chat template fails at this conversation: " + e.getMessage());
        }
    }

    private static Map<String, Object> map(ChatMessage message) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", message.role());
        map.put("content", message.content());
        message.name().ifPresent(name -> map.put("name", name));
        message.toolCallId().ifPresent(id -> map.put("tool_call_id", id));
        if (!message.toolCalls().isEmpty()) {
            map.put(
                    "tool_calls",
                    message.toolCalls().stream().map(ChatTemplate::map).toList());
        }
        return map;
    }

    private static Map<String, Object> map(ToolCall call) {
        Object arguments;
        try {
            arguments = JSON.readValue(call.arguments(), Object.class);
        } catch (JsonProcessingException e) {
            // What the caller sent is not ours to judge: the model sees it as it is.
            arguments = call.arguments();
        }
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", call.name());
        function.put("arguments", arguments);
        return Map.of("id", call.id(), "type", "function", "function", function);
    }

    private static Object parsed(String json) throws TemplateException {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw TemplateException.refused("a tool's definition is no JSON");
        }
    }
}
