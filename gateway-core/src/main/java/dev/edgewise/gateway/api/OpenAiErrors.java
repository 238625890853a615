package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.gateway.request.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** OpenAI's error object, with the request id and whether a retry helps beside its own fields. */
public final class OpenAiErrors {
    private static final JsonFactory JSON = new JsonFactory();

    private OpenAiErrors() {}

    /** {@code {"error":{"message","type","param","code","request_id","retryable"}}} in UTF-8. */
    public static byte[] body(Refusal refusal, String requestId) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart("error");
            json.writeStringField("message", refusal.message());
            json.writeStringField("type", refusal.type());
            json.writeStringField("param", refusal.param());
            json.writeStringField("code", refusal.code());
            json.writeStringField("request_id", requestId);
            json.writeBooleanField("retryable", refusal.retryable());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The same object as one server-sent event, for a stream that has begun. */
    public static byte[] event(Refusal refusal, String requestId) {
        byte[] body = body(refusal, requestId);
        byte[] prefix = "data: ".getBytes(StandardCharsets.US_ASCII);
        byte[] event = new byte[prefix.length + body.length + 2];
        System.arraycopy(prefix, 0, event, 0, prefix.length);
        System.arraycopy(body, 0, event, prefix.length, body.length);
        event[event.length - 1] = '\n';
        event[event.length - 2] = '\n';
        return event;
    }
}
