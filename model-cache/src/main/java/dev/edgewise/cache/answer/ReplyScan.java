package dev.edgewise.cache.answer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.edgewise.cache.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers from one or more JSON objects of a reply what decides whether it is whole, and its usage; builds nothing else.
 * One instance a reply; confined to one thread.
 */
final class ReplyScan {
    private static final String OPEN = "";

    private final StrictJson json;

    /** How each answer ended, by its index; empty while it has not. */
    final TreeMap<Integer, String> endings = new TreeMap<>();

    /** Answers seen that have a body. */
    int bodies;

    /** Items of a list reply, such as embeddings. */
    int items;

    boolean refused;
    boolean error;

    /** Whether the object read last is a usage event: usage, and no answers. */
    boolean lastIsUsageOnly;

    @Nullable
    Usage usage;

    ReplyScan(StrictJson json) {
        this.json = json;
    }

    /** Reads one object; false when the bytes are not exactly one well-formed JSON object. */
    boolean add(byte[] bytes, int offset, int length) {
        lastIsUsageOnly = false;
        try (JsonParser parser = json.parser(bytes, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean choices = false;
            boolean ownUsage = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "choices" -> choices = value == JsonToken.START_ARRAY && choices(parser) > 0;
                    case "data", "results" -> items += value == JsonToken.START_ARRAY ? count(parser) : 0;
                    case "usage" -> ownUsage = value == JsonToken.START_OBJECT && usage(parser);
                    case "error" -> error |= value != JsonToken.VALUE_NULL;
                    case "object" -> error |= value == JsonToken.VALUE_STRING && "error".equals(parser.getText());
                    default -> {
                        // Decides nothing.
                    }
                }
                skipRest(parser, value);
            }
            lastIsUsageOnly = ownUsage && !choices;
            return parser.nextToken() == null;
        } catch (JsonProcessingException malformed) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the parser at the end of the value that began with {@code first}, wherever in it a reader stopped. */
    private static void skipRest(JsonParser parser, JsonToken first) throws IOException {
        if (parser.currentToken() == first) {
            parser.skipChildren();
        }
    }

    private int choices(JsonParser parser) throws IOException {
        int seen = 0;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item == JsonToken.START_OBJECT) {
                choice(parser, seen++);
            } else {
                parser.skipChildren();
            }
        }
        return seen;
    }

    private void choice(JsonParser parser, int place) throws IOException {
        int index = place;
        String ending = OPEN;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "index" -> index = value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : index;
                case "finish_reason" -> ending = value == JsonToken.VALUE_STRING ? parser.getText() : OPEN;
                case "message", "delta" -> {
                    if (value == JsonToken.START_OBJECT) {
                        bodies++;
                        body(parser);
                    }
                }
                case "text" -> bodies += value == JsonToken.VALUE_STRING ? 1 : 0;
                default -> {
                    // Decides nothing.
                }
            }
            skipRest(parser, value);
        }
        endings.merge(index, ending, (before, now) -> now.isEmpty() ? before : now);
    }

    private void body(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("refusal") && value == JsonToken.VALUE_STRING) {
                refused |= parser.getTextLength() > 0;
            }
            parser.skipChildren();
        }
    }

    private static int count(JsonParser parser) throws IOException {
        int count = 0;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            count++;
            parser.skipChildren();
        }
        return count;
    }

    private boolean usage(JsonParser parser) throws IOException {
        long prompt = 0;
        long completion = 0;
        long cached = 0;
        long reasoning = 0;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "prompt_tokens" -> prompt = tokens(parser, value);
                case "completion_tokens" -> completion = tokens(parser, value);
                case "prompt_tokens_details" -> cached = detail(parser, value, "cached_tokens");
                case "completion_tokens_details" -> reasoning = detail(parser, value, "reasoning_tokens");
                default -> {
                    // Not counted.
                }
            }
            skipRest(parser, value);
        }
        usage = new Usage(prompt, completion, cached, reasoning);
        return true;
    }

    private static long detail(JsonParser parser, JsonToken first, String wanted) throws IOException {
        long found = 0;
        if (first == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                found = name.equals(wanted) ? tokens(parser, value) : found;
                skipRest(parser, value);
            }
        }
        return found;
    }

    private static long tokens(JsonParser parser, JsonToken value) throws IOException {
        boolean counts =
                value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return counts ? Math.max(0, parser.getLongValue()) : 0;
    }
}
