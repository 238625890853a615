package dev.edgewise.cache.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads whole JSON values into {@link Json}. Safe for use by several threads. */
public final class JsonReader {
    private final StrictJson json;

    /** A reader of documents of at most {@code documentBytesMax} bytes. */
    public JsonReader(int documentBytesMax) {
        json = new StrictJson(documentBytesMax);
    }

    /** The one value these bytes hold, or null when they are not exactly one well-formed JSON value. */
    public @Nullable Json read(byte[] bytes, int offset, int length) {
        try (JsonParser parser = json.parser(bytes, offset, length)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return null;
            }
            Json value = value(parser, first);
            return parser.nextToken() == null ? value : null;
        } catch (JsonProcessingException malformed) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value whose first token the parser stands on; leaves it on the value's last token. */
    private static Json value(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            Json.Obj object = new Json.Obj();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                object.with(name, value(parser, parser.nextToken()));
            }
            return object;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Json> items = new ArrayList<>();
            for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
                items.add(value(parser, item));
            }
            return new Json.Arr(items);
        }
        String text = parser.getText();
        return token == JsonToken.VALUE_STRING ? new Json.Text(text) : new Json.Literal(text);
    }
}
