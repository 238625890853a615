package dev.edgewise.inference.generate;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.inference.ToolCall;
import dev.edgewise.inference.chat.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a family of models writes calls of tools. */
enum ToolSyntax {
    /** {@code <tool_call>{"name": …, "arguments": …}</tool_call>}: Hermes, Qwen. */
    TAGS("<tool_call>", "</tool_call>"),
    /** {@code [TOOL_CALLS][{"name": …, "arguments": …}]}: Mistral. */
    LIST("[TOOL_CALLS]", ""),
    /** The whole answer is {@code {"name": …, "parameters": …}}: Llama 3. Also what a grammar makes a model write. */
    BARE("", "");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Most calls in one answer. */
    static final int CALLS_MAX = 64;

    final String open;
    private final String close;

    ToolSyntax(String open, String close) {
        this.open = open;
        this.close = close;
    }

    /** The one that a template speaks of. */
    static ToolSyntax of(ChatTemplate template) {
        if (template.mentions(TAGS.open)) {
            return TAGS;
        }
        return template.mentions("TOOL_CALLS") ? LIST : BARE;
    }

    /**
     * The calls in what was written from the opening on; empty if it is no call.
     *
     * @param prefix makes the calls' ids unique
     */
    Optional<List<ToolCall>> calls(String written, String prefix) {
        List<ToolCall> calls = new ArrayList<>();
        try {
            for (String part : parts(written)) {
                JsonNode json = JSON.readTree(part);
                if (json.isArray()) {
                    for (JsonNode one : json) {
                        add(one, calls, prefix);
                    }
                } else {
                    add(json, calls, prefix);
                }
            }
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        return calls.isEmpty() ? Optional.empty() : Optional.of(calls);
    }

    /**
     * The calls in what ended in the middle, the last with what there is of its arguments; none if no name was written.
     *
     * @param prefix makes the calls' ids unique
     */
    List<ToolCall> cut(String written, String prefix) {
        List<ToolCall> calls = new ArrayList<>();
        for (String part : parts(written)) {
            CutCalls.read(part, prefix, calls);
        }
        return calls;
    }

    private List<String> parts(String written) {
        if (this != TAGS) {
            return List.of(written.startsWith(open) ? written.substring(open.length()) : written);
        }
        List<String> parts = new ArrayList<>();
        for (String part : written.split(Pattern.quote(open), CALLS_MAX)) {
            int end = part.indexOf(close);
            String inside = end < 0 ? part : part.substring(0, end);
            if (!inside.isBlank()) {
                parts.add(inside);
            }
        }
        return parts;
    }

    private static void add(JsonNode json, List<ToolCall> calls, String prefix) throws JsonProcessingException {
        JsonNode arguments = json.has("arguments") ? json.get("arguments") : json.path("parameters");
        if (!json.path("name").isTextual() || calls.size() == CALLS_MAX) {
            throw new JsonParseException(null, "no call");
        }
        String text = arguments.isTextual()
                ? arguments.asText()
                : JSON.writeValueAsString(arguments.isMissingNode() ? JSON.createObjectNode() : arguments);
        calls.add(new ToolCall("call_" + prefix + calls.size(), json.get("name").asText(), text));
    }
}
