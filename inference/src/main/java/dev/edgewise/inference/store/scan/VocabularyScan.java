package dev.edgewise.inference.store.scan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The model of a {@code tokenizer.json}: its words, their numbers and merges. One thread, one scan. */
final class VocabularyScan {
    private static final Set<String> TYPES = Set.of("BPE", "Unigram", "WordLevel", "WordPiece");

    private static final int CHARACTERS_MAX = 1024;

    /** A word is looked up by its beginnings, longest first, which takes the square of its length. */
    private static final int WORD_CHARACTERS_MAX = 256;

    private final JsonParser parser;
    private int entries;
    private int merges;
    private String prefix = "";

    VocabularyScan(JsonParser parser) {
        this.parser = parser;
    }

    void check(JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            throw new RefusedModelException("it has no model");
        }
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (!seen.add(name)) {
                throw new RefusedModelException("its model says " + Operators.quote(name) + " twice");
            }
            part(name, parser.nextToken());
        }
    }

    private void part(String name, JsonToken value) throws IOException {
        switch (name) {
            case "type" -> {
                // Files of the first versions leave it out.
                if (value != JsonToken.VALUE_STRING || !TYPES.contains(parser.getText())) {
                    throw new RefusedModelException("its model is of a kind that is not known: "
                            + Operators.quote(parser.getText()) + "; known are "
                            + String.join(", ", TYPES.stream().sorted().toList()));
                }
            }
            case "vocab" -> vocabulary(value);
            case "merges" -> merges(value);
            case "continuing_subword_prefix" -> prefix(value);
            case "max_input_chars_per_word" -> {
                if (value != JsonToken.VALUE_NUMBER_INT || !within(WORD_CHARACTERS_MAX)) {
                    throw new RefusedModelException("its words may have " + Operators.quote(parser.getText())
                            + " characters; at most " + WORD_CHARACTERS_MAX + " are cut in a sensible time");
                }
            }
            default -> parser.skipChildren();
        }
    }

    private boolean within(int most) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.INT
                && parser.getIntValue() >= 0
                && parser.getIntValue() <= most;
    }

    private void prefix(JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            parser.skipChildren();
            return;
        }
        prefix = parser.getText();
        if (!prefix.isEmpty() && merges > 0) {
            throw new RefusedModelException("its prefix of pieces within words stands after its merges");
        }
    }

    private void vocabulary(JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String token = parser.currentName();
                JsonToken number = parser.nextToken();
                if (number != JsonToken.VALUE_NUMBER_INT
                        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    throw new RefusedModelException("the token " + Operators.quote(token) + " has no number");
                }
                TokenizerScan.checkId(parser.getLongValue(), token);
                entry(token);
            }
        } else if (value == JsonToken.START_ARRAY) {
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                scored();
            }
            if (parser.currentToken() != JsonToken.END_ARRAY) {
                throw unscored();
            }
        } else {
            throw new RefusedModelException("its model has no vocabulary");
        }
    }

    private void scored() throws IOException {
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
            throw unscored();
        }
        String token = parser.getText();
        JsonToken score = parser.nextToken();
        boolean number = score == JsonToken.VALUE_NUMBER_FLOAT || score == JsonToken.VALUE_NUMBER_INT;
        if (token.isEmpty() || !number || !Double.isFinite(parser.getDoubleValue())) {
            throw unscored();
        }
        if (parser.nextToken() != JsonToken.END_ARRAY) {
            throw unscored();
        }
        entry(token);
    }

    private static RefusedModelException unscored() {
        return new RefusedModelException("its vocabulary is no list of texts, each with a finite number");
    }

    private void entry(String token) throws RefusedModelException {
        if (++entries > TokenizerScan.IDS_MAX || token.length() > CHARACTERS_MAX) {
            throw new RefusedModelException("its vocabulary has more than " + TokenizerScan.IDS_MAX
                    + " tokens, or one of more than " + CHARACTERS_MAX + " characters");
        }
    }

    private void merges(JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        JsonToken each;
        while ((each = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (++merges > TokenizerScan.IDS_MAX) {
                throw new RefusedModelException("it has more than " + TokenizerScan.IDS_MAX + " merges");
            }
            String second;
            if (each == JsonToken.VALUE_STRING) {
                second = parser.getText().substring(parser.getText().indexOf(' ') + 1);
            } else if (each == JsonToken.START_ARRAY
                    && parser.nextToken() == JsonToken.VALUE_STRING
                    && parser.nextToken() == JsonToken.VALUE_STRING) {
                second = parser.getText();
                if (parser.nextToken() != JsonToken.END_ARRAY) {
                    throw unpaired();
                }
            } else {
                throw unpaired();
            }
            // The library cuts it off without a look.
            if (!second.startsWith(prefix)) {
                throw new RefusedModelException("a merge's second part, " + Operators.quote(second)
                        + ", does not begin with " + Operators.quote(prefix) + ", as its pieces within words do");
            }
        }
    }

    private static RefusedModelException unpaired() {
        return new RefusedModelException("its merges are no list of pairs");
    }
}
