package dev.edgewise.loadtest.cluster.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code POST /v1/chat/completions} strictly and makes its answer. Immutable. */
public final class ChatAnswers {
    private static final int CHOICES_MAX = 128;
    private static final int PROMPT_TOKENS_PER_MESSAGE = 3;

    private final Profile profile;

    /** Answers as {@code profile} says. */
    public ChatAnswers(Profile profile) {
        this.profile = profile;
    }

    /** The answer to a request, or the refusal a real server would give. */
    public Parsed<Generation> answer(Call call) {
        Fields fields = new Fields(call.body());
        String model = fields.requiredText("model");
        JsonNode messages = fields.get("messages");
        ChatMessages.check(fields, messages);
        boolean stream = fields.flag("stream");
        boolean includeUsage = fields.includeUsage(stream);
        int n = fields.integer("n", 1, 1, CHOICES_MAX);
        int bound = fields.integer(
                "max_completion_tokens",
                fields.integer("max_tokens", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                1,
                Integer.MAX_VALUE);
        fields.checkNumber("temperature", 0, 2);
        fields.checkNumber("top_p", 0, 1);
        fields.checkNumber("presence_penalty", -2, 2);
        fields.checkNumber("frequency_penalty", -2, 2);
        Tools.check(fields);
        String format = format(fields);
        return fields.result(() -> {
            long hash = RequestHash.of(call.body(), profile.seed());
            List<Choice> choices = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                choices.add(choice(call.body(), format, bound, i == 0 ? hash : RequestHash.mix(hash + i)));
            }
            int written = choices.stream().mapToInt(c -> c.pieces().size()).sum();
            int read = ChatMessages.tokens(messages) + PROMPT_TOKENS_PER_MESSAGE * messages.size();
            return new Generation(
                    Generation.Kind.CHAT,
                    call.id("chatcmpl-", hash),
                    call.created(),
                    model,
                    choices,
                    new Usage(read, written),
                    stream,
                    includeUsage);
        });
    }

    private Choice choice(JsonNode body, String format, int bound, long hash) {
        JsonNode tool = Tools.chosen(body);
        if (tool.isObject()) {
            JsonNode function = tool.path("function");
            String arguments = SchemaSample.of(Tools.parameters(function), hash).toString();
            return new Choice.ToolCall(
                    String.format("call_%016x", RequestHash.mix(hash)),
                    function.path("name").asText(),
                    Pieces.cut(arguments),
                    "tool_calls");
        }
        List<String> pieces = pieces(body, format, hash);
        return pieces.size() > bound
                ? new Choice.Text(pieces.subList(0, bound), "length")
                : new Choice.Text(pieces, "stop");
    }

    private List<String> pieces(JsonNode body, String format, long hash) {
        List<String> plain = profile.echo()
                ? Pieces.cut(ChatMessages.lastUserText(body.path("messages")))
                : Pieces.words(hash, profile.tokens());
        return switch (format) {
            case "json_object" ->
                Pieces.cut(JsonNodeFactory.instance
                        .objectNode()
                        .put("answer", String.join("", plain))
                        .toString());
            case "json_schema" ->
                Pieces.cut(SchemaSample.of(
                                body.path("response_format").path("json_schema").path("schema"), hash)
                        .toString());
            default -> plain;
        };
    }

    private static String format(Fields fields) {
        JsonNode format = fields.get("response_format");
        if (format.isMissingNode()) {
            return "text";
        }
        String type = format.path("type").asText();
        switch (type) {
            case "text", "json_object" -> {}
            case "json_schema" -> {
                if (!format.path("json_schema").path("name").isTextual()) {
                    fields.refuse(
                            "Missing required parameter: 'response_format.json_schema.name'.",
                            "response_format.json_schema.name");
                }
            }
            default ->
                fields.refuse(
                        "Invalid value: '" + type
                                + "'. Supported values are: 'json_object', 'json_schema', and 'text'.",
                        "response_format.type");
        }
        return type;
    }
}
