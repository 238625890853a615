package dev.edgewise.cache.semantic.ask;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.cache.json.StrictJson;
import dev.edgewise.cache.key.ApiFamily;
import dev.edgewise.cache.request.Kind;
import dev.edgewise.cache.request.Malformed;
import dev.edgewise.cache.request.RequestScan;
import dev.edgewise.cache.request.Scanned;
import dev.edgewise.cache.request.Scanned.Field;
import dev.edgewise.cache.semantic.ask.Asked.NoWords;
import dev.edgewise.cache.semantic.ask.Asked.Reason;
import dev.edgewise.cache.semantic.ask.Asked.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Finds a request's question: the text of a chat's last message when the user wrote it, or a completion's prompt. Text
 * in one part counts like text without parts. Safe for use by several threads; reads the body once.
 */
public final class LastTurn {
    private static final byte[] HOLE = "null".getBytes(StandardCharsets.US_ASCII);

    private final StrictJson json;
    private final RequestScan scan;

    /** @param bodyBytesMax the largest body read */
    public LastTurn(int bodyBytesMax) {
        this.json = new StrictJson(bodyBytesMax);
        this.scan = new RequestScan(bodyBytesMax);
    }

    /**
     * The question of a scanned request.
     *
     * @param charsMax the longest question, in UTF-16 units
     */
    public Asked of(ApiFamily family, Scanned request, int charsMax) {
        return switch (family) {
            case CHAT -> chat(request, charsMax);
            case COMPLETIONS -> completion(request, charsMax);
            case EMBEDDINGS, CLASSIFY, MODERATIONS, RERANK -> new NoWords(Reason.API);
        };
    }

    private Asked completion(Scanned request, int charsMax) {
        Field prompt = request.find("prompt");
        if (prompt == null || prompt.kind() != Kind.STRING) {
            return new NoWords(Reason.NOT_TEXT);
        }
        return words(request, request.text("prompt").or(""), prompt.start(), prompt.end(), charsMax);
    }

    private Asked chat(Scanned request, int charsMax) {
        Field messages = request.find("messages");
        if (messages == null || messages.kind() != Kind.ARRAY) {
            return new NoWords(Reason.LAST_TURN);
        }
        // From the body's start, so that offsets are the body's own.
        try (JsonParser parser = json.parser(request.body(), 0, messages.end())) {
            while (parser.nextToken() != JsonToken.START_ARRAY
                    || parser.currentTokenLocation().getByteOffset() != messages.start()) {
                // On to the messages.
            }
            Message last = null;
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    last = message(parser);
                } else {
                    last = null;
                    parser.skipChildren();
                }
            }
            if (last == null || !"user".equals(last.role)) {
                return new NoWords(Reason.LAST_TURN);
            }
            return last.text == null
                    ? new NoWords(Reason.NOT_TEXT)
                    : words(request, last.text, last.start, last.end, charsMax);
        } catch (IOException e) {
            throw new UncheckedIOException("a scanned body no longer parses", e);
        }
    }

    private Asked words(Scanned request, String text, int start, int end, int charsMax) {
        if (text.isBlank() || text.length() > charsMax) {
            return new NoWords(Reason.LENGTH);
        }
        byte[] body = request.body();
        byte[] frame = new byte[body.length - (end - start) + HOLE.length];
        System.arraycopy(body, 0, frame, 0, start);
        System.arraycopy(HOLE, 0, frame, start, HOLE.length);
        System.arraycopy(body, end, frame, start + HOLE.length, body.length - end);
        return switch (scan.scan(frame)) {
            case Scanned scanned -> new Words(text, scanned);
            // A short text can make the frame longer than the body, and so longer than what is scanned.
            case Malformed tooLong -> new NoWords(Reason.LENGTH);
        };
    }

    /** A message's role, and where its content lies; the text is null where the content is not text alone. */
    private record Message(@Nullable String role, @Nullable String text, int start, int end) {}

    private static Message message(JsonParser parser) throws IOException {
        String role = null;
        String text = null;
        int start = 0;
        int end = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("role") && value == JsonToken.VALUE_STRING) {
                role = parser.getText();
            } else if (name.equals("content")) {
                start = (int) parser.currentTokenLocation().getByteOffset();
                text = content(parser, value);
                end = (int) parser.currentLocation().getByteOffset();
            } else {
                parser.skipChildren();
            }
        }
        return new Message(role, text, start, end);
    }

    private static @Nullable String content(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return null;
        }
        String only = null;
        int parts = 0;
        for (JsonToken part = parser.nextToken(); part != JsonToken.END_ARRAY; part = parser.nextToken()) {
            parts++;
            if (part == JsonToken.START_OBJECT) {
                only = part(parser);
            } else {
                only = null;
                parser.skipChildren();
            }
        }
        return parts == 1 ? only : null;
    }

    /** The text of a part that is text and nothing else; else null. */
    private static @Nullable String part(JsonParser parser) throws IOException {
        boolean isText = false;
        boolean more = false;
        String text = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                isText = parser.getText().equals("text");
            } else if (name.equals("text") && value == JsonToken.VALUE_STRING) {
                text = parser.getText();
            } else {
                more = true;
                parser.skipChildren();
            }
        }
        return isText && !more ? text : null;
    }
}
