package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.edgewise.gateway.request.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The error object of the Open Inference Protocol: one sentence and nothing else. */
public final class OipErrors {
    private static final JsonFactory JSON = new JsonFactory();

    private OipErrors() {}

    /** {@code {"error":"…"}} in UTF-8; the request id and when to try again are in the reply's head. */
    public static byte[] body(Refusal refusal) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("error", refusal.message());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
