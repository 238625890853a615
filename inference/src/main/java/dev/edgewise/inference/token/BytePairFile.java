package dev.edgewise.inference.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.Optional;

/** A {@code tokenizer.json}, read as it comes, of which the model is kept where it is one that {@link BytePair} runs. */
public final class BytePairFile {
    /** A vocabulary is tens of thousands of names, each met once: a table of known names would only be filled and dropped. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build());

    private static final String VERSION = "#version";

    private final ObjectNode rules = JSON.createObjectNode();
    private final ObjectNode model = JSON.createObjectNode();
    private final TokenTableBuilder tokens = new TokenTableBuilder();
    private final MergeTable merges = new MergeTable();
    private boolean sound = true;
    private boolean hasMerges;
    private boolean inPairs;
    private boolean inTexts;
    private Optional<BytePair> tokenizer = Optional.empty();

    private BytePairFile() {}

    /**
     * The tokenizer of a file; empty for any that is of another kind, or differs in any point from what is proven.
     *
     * @param json the content of {@code tokenizer.json}
     */
    public static Optional<BytePair> read(String json) {
        return read(new StringReader(json));
    }

    /** The same read piece by piece, not to its end where it is of another kind; does not close {@code json}. */
    public static Optional<BytePair> read(Reader json) {
        try {
            return read(json, false).tokenizer;
        } catch (IOException e) {
            // Not JSON: the library says what is wrong with it.
            return Optional.empty();
        }
    }

    /**
     * Reads a file to its end, whatever it is. Does not close {@code json}.
     *
     * @throws IOException if it cannot be read or is no JSON
     */
    public static BytePairFile whole(Reader json) throws IOException {
        return read(json, true);
    }

    /** All that it says beside its model: a few kilobytes. Empty where it is no object. */
    public JsonNode rules() {
        return rules;
    }

    /** Its tokenizer, where it is of this kind. */
    public Optional<BytePair> tokenizer() {
        return tokenizer;
    }

    private static BytePairFile read(Reader json, boolean wholly) throws IOException {
        var file = new BytePairFile();
        try (JsonParser parser = JSON.createParser(json)) {
            file.sound = parser.nextToken() == JsonToken.START_OBJECT;
            while ((file.sound || wholly) && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (!"model".equals(name)) {
                    file.rules.set(name, JSON.readTree(parser));
                } else if (value == JsonToken.START_OBJECT) {
                    file.readModel(parser);
                } else {
                    file.sound = false;
                    parser.skipChildren();
                }
            }
        }
        // Older files do not say their kind, which is told by this.
        if (file.sound && file.hasMerges) {
            file.tokenizer = BytePairRules.of(file.rules, file.model, file.tokens, file.merges)
                    .map(BytePair::new);
        }
        return file;
    }

    private void readModel(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!sound) {
                parser.skipChildren();
            } else if ("vocab".equals(name)) {
                readTokens(parser, value == JsonToken.START_OBJECT);
            } else if ("merges".equals(name)) {
                readMerges(parser, value == JsonToken.START_ARRAY);
            } else {
                model.set(name, JSON.readTree(parser));
                sound = !"type".equals(name) || "BPE".equals(model.path(name).asText());
            }
        }
    }

    private void readTokens(JsonParser parser, boolean isObject) throws IOException {
        sound = isObject;
        if (!isObject) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String token = parser.currentName();
            boolean isNumber = parser.nextToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() == JsonParser.NumberType.INT;
            sound = sound && isNumber && !token.isEmpty() && tokens.add(token, parser.getIntValue());
            parser.skipChildren();
        }
    }

    private void readMerges(JsonParser parser, boolean isArray) throws IOException {
        hasMerges = isArray;
        sound = isArray;
        if (!isArray) {
            parser.skipChildren();
            return;
        }
        JsonToken next = parser.nextToken();
        while (next != JsonToken.END_ARRAY && next != null) {
            if (next == JsonToken.VALUE_STRING) {
                inTexts = true;
                sound = sound && readText(parser);
            } else if (next == JsonToken.START_ARRAY) {
                inPairs = true;
                sound = sound && readPair(parser);
                while (parser.currentToken() != JsonToken.END_ARRAY && parser.nextToken() != null) {
                    parser.skipChildren();
                }
            } else {
                sound = false;
                parser.skipChildren();
            }
            next = parser.nextToken();
        }
        sound &= !(inTexts && inPairs);
        merges.trim();
    }

    /** Two tokens with a blank between them. */
    private boolean readText(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        int to = from + parser.getTextLength();
        if (to - from >= VERSION.length() && new String(text, from, VERSION.length()).equals(VERSION)) {
            // A line of another file, which the library leaves out.
            return true;
        }
        int blank = from;
        while (blank < to && text[blank] != ' ') {
            blank++;
        }
        // A second blank would be in the right token, which none stands for.
        return blank < to && merge(tokens.find(text, from, blank), tokens.find(text, blank + 1, to));
    }

    private boolean readPair(JsonParser parser) throws IOException {
        int[] pair = new int[2];
        for (int i = 0; i < pair.length; i++) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                return false;
            }
            int from = parser.getTextOffset();
            pair[i] = tokens.find(parser.getTextCharacters(), from, from + parser.getTextLength());
        }
        return parser.nextToken() == JsonToken.END_ARRAY && merge(pair[0], pair[1]);
    }

    private boolean merge(int left, int right) {
        if (left == TokenTable.NONE || right == TokenTable.NONE) {
            return false;
        }
        int result = tokens.find(left, right);
        return result != TokenTable.NONE && merges.add(left, right, result);
    }
}
