package dev.edgewise.gateway.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.cache.request.FieldValue;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Purpose;
import dev.edgewise.inference.TextInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** OpenAI's embeddings request and answer. */
public final class EmbeddingsJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BASE64_CHARS_PER_DIMENSION = 6;
    private static final int DIGITS_PER_DIMENSION = 13;

    private EmbeddingsJson() {}

    /** What reading a request gives. */
    public sealed interface Parsed {
        /**
         * A request that can be answered.
         *
         * @param base64 whether vectors are wanted as base64 of little-endian floats
         */
        record Request(Embed work, boolean base64) implements Parsed {}

        /** It is malformed. */
        record Wrong(Refusal refusal) implements Parsed {}

        /** It asks for what the node's models cannot do, but another place may. */
        record Elsewhere(Refusal refusal) implements Parsed {}
    }

    /** Reads a body that is known to be a JSON object. */
    public static Parsed parse(Scanned body, ModelId model) {
        try {
            ForeignFields.refuse(body, ForeignFields.EMBEDDINGS);
            return parse(body, model, EmbeddingPurpose.of(body));
        } catch (UnsupportedFieldException e) {
            return new Parsed.Elsewhere(Refusal.invalid("unsupported_value", e.param(), e.sentence()));
        } catch (WrongFieldException e) {
            return wrong(e.param(), e.sentence());
        }
    }

    private static Parsed parse(Scanned body, ModelId model, @Nullable Purpose purpose) {
        String format = "float";
        switch (body.text("encoding_format")) {
            case FieldValue.Present<String>(String value) -> format = value;
            case FieldValue.Absent<String> absent -> {}
            case FieldValue.WrongType<String> wrong -> {
                return wrong(wrong.field(), wrong.message());
            }
        }
        if (!format.equals("float") && !format.equals("base64")) {
            return wrong("encoding_format", "encoding_format must be \"float\" or \"base64\".");
        }
        OptionalInt dimensions = OptionalInt.empty();
        switch (body.integer("dimensions")) {
            case FieldValue.Present<Long>(Long value) -> {
                if (value < 1 || value > Integer.MAX_VALUE) {
                    return wrong("dimensions", "dimensions must be a positive whole number.");
                }
                dimensions = OptionalInt.of(value.intValue());
            }
            case FieldValue.Absent<Long> absent -> {}
            case FieldValue.WrongType<Long> wrong -> {
                return wrong(wrong.field(), wrong.message());
            }
        }
        Optional<String> prompt = Optional.empty();
        switch (body.text("prompt_name")) {
            case FieldValue.Present<String>(String value) -> prompt = Optional.of(value);
            case FieldValue.Absent<String> absent -> {}
            case FieldValue.WrongType<String> wrong -> {
                return wrong(wrong.field(), wrong.message());
            }
        }
        Scanned.Field field = body.find("input");
        List<TextInput> inputs = field == null ? null : inputs(body.body(), field);
        if (inputs == null || inputs.isEmpty()) {
            return wrong(
                    "input",
                    "input must be a text, a list of texts, a list of token ids, or a list of such lists, and not empty.");
        }
        Embed work = new Embed(model, inputs, dimensions, prompt);
        return new Parsed.Request(purpose == null ? work : work.withPurpose(purpose), format.equals("base64"));
    }

    /** The answer in UTF-8. */
    public static byte[] write(Embeddings answer, String alias, boolean base64) {
        int perVector = answer.dimensions() * (base64 ? BASE64_CHARS_PER_DIMENSION : DIGITS_PER_DIMENSION) + 64;
        var out = new ByteArrayOutputStream(answer.count() * perVector + 128);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("object", "list");
            json.writeArrayFieldStart("data");
            for (int i = 0; i < answer.count(); i++) {
                json.writeStartObject();
                json.writeStringField("object", "embedding");
                json.writeNumberField("index", i);
                json.writeFieldName("embedding");
                if (base64) {
                    json.writeString(Base64.getEncoder().encodeToString(answer.littleEndian(i)));
                } else {
                    vector(json, answer, i);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringField("model", alias);
            json.writeObjectFieldStart("usage");
            json.writeNumberField("prompt_tokens", answer.usage().promptTokens());
            json.writeNumberField("total_tokens", answer.usage().promptTokens());
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void vector(JsonGenerator json, Embeddings answer, int index) throws IOException {
        json.writeStartArray();
        for (int d = 0; d < answer.dimensions(); d++) {
            json.writeNumber(answer.at(index, d));
        }
        json.writeEndArray();
    }

    /** The inputs, or null when they have another shape. The body is known to be well-formed. */
    private static @Nullable List<TextInput> inputs(byte[] body, Scanned.Field field) {
        try (JsonParser json = JSON.createParser(body, field.start(), field.end() - field.start())) {
            JsonToken first = json.nextToken();
            if (first == JsonToken.VALUE_STRING) {
                return List.of(new TextInput.Text(json.getText()));
            }
            return first == JsonToken.START_ARRAY ? list(json) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable List<TextInput> list(JsonParser json) throws IOException {
        JsonToken token = json.nextToken();
        if (token == JsonToken.VALUE_NUMBER_INT) {
            TextInput ids = tokens(json);
            return ids == null ? null : List.of(ids);
        }
        List<TextInput> inputs = new ArrayList<>();
        for (; token != JsonToken.END_ARRAY; token = json.nextToken()) {
            TextInput input = null;
            if (token == JsonToken.VALUE_STRING) {
                input = new TextInput.Text(json.getText());
            } else if (token == JsonToken.START_ARRAY && json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                input = tokens(json);
            }
            if (input == null) {
                return null;
            }
            inputs.add(input);
        }
        return inputs;
    }

    /** Token ids from the current number to the list's end. */
    private static @Nullable TextInput tokens(JsonParser json) throws IOException {
        int[] ids = new int[16];
        int count = 0;
        for (JsonToken token = json.currentToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_NUMBER_INT || json.getNumberType() != JsonParser.NumberType.INT) {
                return null;
            }
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, count * 2);
            }
            ids[count++] = json.getIntValue();
        }
        return new TextInput.TokenIds(Arrays.copyOf(ids, count));
    }

    private static Parsed wrong(String param, String message) {
        return new Parsed.Wrong(Refusal.invalid("invalid_value", param, message));
    }
}
