package dev.edgewise.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.DeltaListener;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.OutOfRangeException;
import dev.edgewise.inference.Prompt;
import dev.edgewise.inference.ResponseFormat;
import dev.edgewise.inference.Sampling;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** OpenAI's chat and completion requests, as work for a model on the node. */
public final class TextRequestJson {
    /** What OpenAI called the length of a text, and what it calls it now. */
    public static final String TOKENS = "max_tokens";

    private static final String NEWER_TOKENS = "max_completion_tokens";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What OpenAI's completions take when nothing is said. */
    private static final int COMPLETION_TOKENS = 16;

    private TextRequestJson() {}

    /** What reading a request gives. */
    public sealed interface Parsed {
        /**
         * A request that can be tried.
         *
         * @param works one for each prompt
         * @param stream whether the answer is wanted as events
         * @param streamUsage whether the last event is to say what was used
         * @param tokensField what the caller calls the length of the text
         */
        record Request(List<Generate> works, boolean stream, boolean streamUsage, String tokensField)
                implements Parsed {
            /** Copies the list. */
            public Request {
                works = List.copyOf(works);
            }
        }

        /** It is malformed. */
        record Wrong(Refusal refusal) implements Parsed {}

        /** It asks for what the node's models cannot do, but another place may. */
        record Elsewhere(Refusal refusal) implements Parsed {}
    }

    /** Reads a body that is known to be a JSON object. */
    public static Parsed parse(byte[] body, Api api, ModelId model) {
        String tokensField = TOKENS;
        try {
            JsonNode json = JSON.readTree(body);
            tokensField = json.hasNonNull(NEWER_TOKENS) ? NEWER_TOKENS : TOKENS;
            ForeignFields.refuse(json, ForeignFields.TEXTS);
            ForeignFields.refuse(json, api == Api.CHAT ? ForeignFields.CHATS : ForeignFields.COMPLETIONS);
            boolean stream = json.path("stream").asBoolean(false);
            boolean usage = json.path("stream_options").path("include_usage").asBoolean(false);
            List<Prompt> prompts =
                    api == Api.CHAT ? List.of(ChatMessagesJson.prompt(json)) : CompletionPromptJson.prompts(json);
            List<Generate> works = new ArrayList<>(prompts.size());
            for (Prompt prompt : prompts) {
                works.add(work(json, api, model, prompt));
            }
            return new Parsed.Request(works, stream, usage, tokensField);
        } catch (UnsupportedFieldException e) {
            return new Parsed.Elsewhere(Refusal.invalid("unsupported_value", e.param(), e.sentence()));
        } catch (WrongFieldException e) {
            return new Parsed.Wrong(Refusal.invalid("invalid_value", e.param(), e.sentence()));
        } catch (OutOfRangeException e) {
            return new Parsed.Wrong(outOfRange(e, tokensField));
        } catch (IOException e) {
            return new Parsed.Wrong(Refusal.invalid("invalid_json", null, "The body is no JSON object."));
        }
    }

    /** A length is called as the caller calls it. */
    private static Refusal outOfRange(OutOfRangeException e, String tokensField) {
        String message = String.valueOf(e.getMessage());
        if (!e.field().equals(TOKENS)) {
            return Refusal.invalid("invalid_value", e.field(), sentence(e.field(), message));
        }
        return Refusal.invalid(
                "invalid_value", tokensField, sentence(tokensField, message.replace(TOKENS, tokensField)));
    }

    private static Generate work(JsonNode json, Api api, ModelId model, Prompt prompt) throws WrongFieldException {
        Fields fields = new Fields(json);
        OptionalInt tokens = fields.whole(NEWER_TOKENS);
        if (tokens.isEmpty()) {
            tokens = fields.whole(TOKENS);
        }
        if (tokens.isEmpty() && api == Api.COMPLETIONS) {
            tokens = OptionalInt.of(COMPLETION_TOKENS);
        }
        return new Generate(
                model,
                prompt,
                sampling(fields),
                stops(json),
                tokens,
                fields.whole("n").orElse(1),
                logprobs(fields, api),
                format(fields),
                DeltaListener.NONE);
    }

    private static Sampling sampling(Fields fields) throws WrongFieldException {
        Map<Integer, Double> bias = new HashMap<>();
        for (Map.Entry<String, JsonNode> one : fields.object("logit_bias").properties()) {
            if (!one.getValue().isNumber()) {
                throw new WrongFieldException("logit_bias", "logit_bias must give each token a number.");
            }
            try {
                bias.put(Integer.valueOf(one.getKey()), one.getValue().doubleValue());
            } catch (NumberFormatException e) {
                throw new WrongFieldException("logit_bias", "logit_bias must name tokens by their ids.");
            }
        }
        return new Sampling(
                fields.number("temperature", 1),
                fields.number("top_p", 1),
                fields.whole("top_k").orElse(0),
                fields.number("min_p", 0),
                fields.number("repetition_penalty", 1),
                fields.number("presence_penalty", 0),
                fields.number("frequency_penalty", 0),
                fields.large("seed"),
                bias);
    }

    private static List<String> stops(JsonNode json) throws WrongFieldException {
        JsonNode stop = json.path("stop");
        List<String> stops = new ArrayList<>();
        if (stop.isTextual()) {
            stops.add(stop.asText());
        } else if (stop.isArray()) {
            for (JsonNode one : stop) {
                if (!one.isTextual()) {
                    throw new WrongFieldException("stop", "stop must be a text or a list of texts.");
                }
                stops.add(one.asText());
            }
        } else if (!stop.isMissingNode() && !stop.isNull()) {
            throw new WrongFieldException("stop", "stop must be a text or a list of texts.");
        }
        return stops;
    }

    private static OptionalInt logprobs(Fields fields, Api api) throws WrongFieldException {
        if (api == Api.COMPLETIONS) {
            OptionalInt likely = fields.whole("logprobs");
            if (likely.isPresent() && (likely.getAsInt() < 0 || likely.getAsInt() > Generate.LOGPROBS_MAX)) {
                throw new WrongFieldException(
                        "logprobs", "logprobs must be between 0 and " + Generate.LOGPROBS_MAX + ".");
            }
            return likely;
        }
        OptionalInt alternatives = fields.whole("top_logprobs");
        if (!fields.flag("logprobs")) {
            if (alternatives.orElse(0) > 0) {
                throw new WrongFieldException("top_logprobs", "top_logprobs needs logprobs: true.");
            }
            return OptionalInt.empty();
        }
        return OptionalInt.of(alternatives.orElse(0));
    }

    private static ResponseFormat format(Fields fields) throws WrongFieldException {
        JsonNode format = fields.object("response_format");
        String type = format.path("type").asText("text");
        return switch (type) {
            case "text" -> new ResponseFormat.Text();
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (!schema.isObject()) {
                    throw new WrongFieldException(
                            "response_format", "response_format.json_schema.schema must be an object.");
                }
                yield new ResponseFormat.JsonSchema(schema.toString());
            }
            default ->
                throw new WrongFieldException(
                        "response_format", "response_format.type must be text, json_object or json_schema.");
        };
    }

    /** The name of a field keeps its case. */
    private static String sentence(String field, String message) {
        return message.startsWith(field)
                ? message + "."
                : Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
    }
}
