package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.request.Api;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An operator's own text as a chat or completion answer, which SDKs read like any other. */
public final class PresetJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':', ' '};
    private static final byte[] BETWEEN = "\n\ndata: ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\ndata: [DONE]\n\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private PresetJson() {}

    /**
     * The answer's bytes.
     *
     * @param form as one object, or as one event and {@code [DONE]}, with the usage in an event of its own if asked for
     */
    public static byte[] write(Scanned request, Api api, String id, String text, long epochSeconds, Form form) {
        boolean stream = form != Form.JSON;
        String model = request.model() instanceof FieldValue.Present<String>(String name) ? name : "";
        var out = new ByteArrayOutputStream(256 + text.length());
        if (stream) {
            out.writeBytes(DATA);
        }
        boolean chat = api == Api.CHAT;
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.setRootValueSeparator(null);
            json.writeStartObject();
            begin(json, chat, id, epochSeconds, model, stream);
            json.writeStartObject();
            json.writeNumberField("index", 0);
            if (chat) {
                json.writeObjectFieldStart(stream ? "delta" : "message");
                json.writeStringField("role", "assistant");
                json.writeStringField("content", text);
                json.writeEndObject();
            } else {
                json.writeStringField("text", text);
            }
            json.writeNullField("logprobs");
            json.writeStringField("finish_reason", "stop");
            json.writeEndObject();
            json.writeEndArray();
            if (!stream) {
                noTokens(json);
            } else if (form == Form.SSE_WITH_USAGE) {
                json.writeNullField("usage");
            }
            json.writeEndObject();
            if (form == Form.SSE_WITH_USAGE) {
                json.flush();
                out.writeBytes(BETWEEN);
                json.writeStartObject();
                begin(json, chat, id, epochSeconds, model, stream);
                json.writeEndArray();
                noTokens(json);
                json.writeEndObject();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (stream) {
            out.writeBytes(END);
        }
        return out.toByteArray();
    }

    private static void begin(
            JsonGenerator json, boolean chat, String id, long epochSeconds, String model, boolean stream)
            throws IOException {
        json.writeStringField("id", (chat ? "chatcmpl-" : "cmpl-") + id);
        json.writeStringField("object", object(chat, stream));
        json.writeNumberField("created", epochSeconds);
        json.writeStringField("model", model);
        json.writeArrayFieldStart("choices");
    }

    /** No model worked for it. */
    private static void noTokens(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("usage");
        json.writeNumberField("prompt_tokens", 0);
        json.writeNumberField("completion_tokens", 0);
        json.writeNumberField("total_tokens", 0);
        json.writeEndObject();
    }

    private static String object(boolean chat, boolean stream) {
        if (!chat) {
            return "text_completion";
        }
        return stream ? "chat.completion.chunk" : "chat.completion";
    }
}
