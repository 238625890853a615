package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.gateway.request.Api;
import dev.edgewise.inference.Delta;
import dev.edgewise.inference.FinishReason;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.GeneratedChoice;
import dev.edgewise.inference.TextConfidence;
import dev.edgewise.inference.TokenLogprob;
import dev.edgewise.inference.ToolCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat and completion answers of one request, whole or as events, in UTF-8.
 *
 * @param id the request's, from which the answer's is made
 * @param model the name the caller asked for
 * @param created seconds since 1970
 * @param usageEvent whether the last event will say what was used: the others then say that they do not
 */
public record TextAnswerJson(Api api, String id, String model, long created, boolean usageEvent) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':', ' '};
    private static final byte[] BLANK_LINE = {'\n', '\n'};

    private interface Content {
        void write(JsonGenerator json) throws IOException;
    }

    /** The whole answer. */
    public byte[] whole(Generated answer) {
        return write(chat() ? "chat.completion" : "text_completion", json -> {
            json.writeArrayFieldStart("choices");
            for (int index = 0; index < answer.choices().size(); index++) {
                choice(json, index, answer.choices().get(index));
            }
            json.writeEndArray();
            usage(json, answer);
        });
    }

    private void choice(JsonGenerator json, int index, GeneratedChoice choice) throws IOException {
        json.writeStartObject();
        json.writeNumberField("index", index);
        if (chat()) {
            json.writeObjectFieldStart("message");
            json.writeStringField("role", "assistant");
            if (choice.text().isEmpty() && !choice.toolCalls().isEmpty()) {
                json.writeNullField("content");
            } else {
                json.writeStringField("content", choice.text());
            }
            json.writeNullField("refusal");
            toolCalls(json, choice.toolCalls(), false);
            json.writeEndObject();
        } else {
            json.writeStringField("text", choice.text());
        }
        logprobs(json, choice.logprobs(), true);
        finish(json, choice.finish());
        json.writeObjectFieldStart("edge");
        json.writeFieldName("confidence");
        confidence(json, choice.confidence());
        json.writeEndObject();
        json.writeEndObject();
    }

    /** One event of the answer; of a first one with log-probabilities, two. */
    public byte[] event(Delta delta, boolean first) {
        if (!chat() || !first || delta.logprobs().isEmpty()) {
            return one(delta, first);
        }
        // As OpenAI begins every stream: clients count log-probabilities twice that come with the role.
        byte[] role = one(new Delta(delta.choice(), "", List.of(), List.of(), Optional.empty()), true);
        byte[] rest = one(delta, false);
        byte[] both = Arrays.copyOf(role, role.length + rest.length);
        System.arraycopy(rest, 0, both, role.length, rest.length);
        return both;
    }

    private byte[] one(Delta delta, boolean first) {
        return event(write(chat() ? "chat.completion.chunk" : "text_completion", json -> {
            json.writeArrayFieldStart("choices");
            json.writeStartObject();
            json.writeNumberField("index", delta.choice());
            if (chat()) {
                json.writeObjectFieldStart("delta");
                if (first) {
                    json.writeStringField("role", "assistant");
                }
                if (!delta.text().isEmpty() || first) {
                    json.writeStringField("content", delta.text());
                }
                toolCalls(json, delta.toolCalls(), true);
                json.writeEndObject();
            } else {
                json.writeStringField("text", delta.text());
            }
            logprobs(json, delta.logprobs(), false);
            finish(json, delta.finish().orElse(null));
            json.writeEndObject();
            json.writeEndArray();
            if (usageEvent) {
                json.writeNullField("usage");
            }
        }));
    }

    /** The event that says what was used. */
    public byte[] used(Generated answer) {
        return event(write(chat() ? "chat.completion.chunk" : "text_completion", json -> {
            json.writeArrayFieldStart("choices");
            json.writeEndArray();
            usage(json, answer);
            json.writeObjectFieldStart("edge");
            json.writeArrayFieldStart("confidence");
            for (GeneratedChoice choice : answer.choices()) {
                confidence(json, choice.confidence());
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    /** How sure the model was of a choice, beside what OpenAI's answers have. */
    private static void confidence(JsonGenerator json, TextConfidence sure) throws IOException {
        json.writeStartObject();
        number(json, "mean_logprob", sure.meanLogprob());
        number(json, "min_logprob", sure.minLogprob());
        number(json, "low_decile_logprob", sure.lowDecileLogprob());
        number(json, "low_quartile_logprob", sure.lowQuartileLogprob());
        number(json, "median_logprob", sure.medianLogprob());
        number(json, "mean_margin", sure.meanMargin());
        number(json, "mean_entropy", sure.meanEntropy());
        json.writeEndObject();
    }

    /** JSON has no infinity: of what was never likely nothing is said. */
    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, (float) value);
        } else {
            json.writeNullField(name);
        }
    }

    private boolean chat() {
        return api == Api.CHAT;
    }

    private byte[] write(String object, Content content) {
        var out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", (chat() ? "chatcmpl-" : "cmpl-") + id);
            json.writeStringField("object", object);
            json.writeNumberField("created", created);
            json.writeStringField("model", model);
            content.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] event(byte[] json) {
        byte[] event = new byte[DATA.length + json.length + BLANK_LINE.length];
        System.arraycopy(DATA, 0, event, 0, DATA.length);
        System.arraycopy(json, 0, event, DATA.length, json.length);
        System.arraycopy(BLANK_LINE, 0, event, DATA.length + json.length, BLANK_LINE.length);
        return event;
    }

    private static void finish(JsonGenerator json, @Nullable FinishReason reason) throws IOException {
        if (reason == null) {
            json.writeNullField("finish_reason");
        } else {
            json.writeStringField("finish_reason", reason.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void toolCalls(JsonGenerator json, List<ToolCall> calls, boolean numbered) throws IOException {
        if (calls.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tool_calls");
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            json.writeStartObject();
            if (numbered) {
                json.writeNumberField("index", i);
            }
            json.writeStringField("id", call.id());
            json.writeStringField("type", "function");
            json.writeObjectFieldStart("function");
            json.writeStringField("name", call.name());
            json.writeStringField("arguments", call.arguments());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** @param whole whether these are all tokens of a text, so that their places in it are known */
    private void logprobs(JsonGenerator json, List<TokenLogprob> tokens, boolean whole) throws IOException {
        if (tokens.isEmpty()) {
            json.writeNullField("logprobs");
            return;
        }
        json.writeObjectFieldStart("logprobs");
        if (chat()) {
            json.writeArrayFieldStart("content");
            for (TokenLogprob token : tokens) {
                json.writeStartObject();
                token(json, token);
                json.writeArrayFieldStart("top_logprobs");
                for (TokenLogprob other : token.top()) {
                    json.writeStartObject();
                    token(json, other);
                    json.writeEndObject();
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeNullField("refusal");
        } else {
            lists(json, tokens);
            if (whole) {
                offsets(json, tokens);
            }
        }
        json.writeEndObject();
    }

    private static void token(JsonGenerator json, TokenLogprob token) throws IOException {
        json.writeStringField("token", token.text());
        json.writeNumberField("logprob", token.logprob());
        json.writeArrayFieldStart("bytes");
        for (int value : token.bytes()) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    /** The older form: parallel lists. */
    private static void lists(JsonGenerator json, List<TokenLogprob> tokens) throws IOException {
        json.writeArrayFieldStart("tokens");
        for (TokenLogprob token : tokens) {
            json.writeString(token.text());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("token_logprobs");
        for (TokenLogprob token : tokens) {
            json.writeNumber(token.logprob());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("top_logprobs");
        for (TokenLogprob token : tokens) {
            json.writeStartObject();
            for (Map.Entry<String, Double> likely : likely(token).entrySet()) {
                json.writeNumberField(likely.getKey(), likely.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Where each token begins in the text, in characters; every character has one first byte. */
    private static void offsets(JsonGenerator json, List<TokenLogprob> tokens) throws IOException {
        json.writeArrayFieldStart("text_offset");
        int offset = 0;
        for (TokenLogprob token : tokens) {
            json.writeNumber(offset);
            for (int value : token.bytes()) {
                offset += (value & 0xc0) == 0x80 ? 0 : 1;
            }
        }
        json.writeEndArray();
    }

    /** The token that was taken is among them, as OpenAI has it; of tokens with the same text the likeliest. */
    private static Map<String, Double> likely(TokenLogprob token) {
        Map<String, Double> likely = new LinkedHashMap<>();
        token.top().forEach(other -> likely.putIfAbsent(other.text(), other.logprob()));
        likely.putIfAbsent(token.text(), token.logprob());
        return likely;
    }

    private static void usage(JsonGenerator json, Generated answer) throws IOException {
        long prompt = answer.usage().promptTokens();
        long completion = answer.usage().completionTokens();
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", prompt);
        json.writeNumberField("completion_tokens", completion);
        json.writeNumberField("total_tokens", prompt + completion);
        json.writeObjectFieldStart("prompt_tokens_details");
        json.writeNumberField("cached_tokens", answer.promptTokensReused());
        json.writeEndObject();
        json.writeEndObject();
    }
}
