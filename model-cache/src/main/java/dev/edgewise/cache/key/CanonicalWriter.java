package dev.edgewise.cache.key;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes one JSON value so that equal values give equal bytes: members sorted by UTF-16 code units (RFC 8785), text in
 * Unicode normal form C, numbers by {@link CanonicalNumber}, no blanks. Confined to one thread.
 */
final class CanonicalWriter {
    /** Every character below this one is unchanged by normalisation on its own. */
    private static final char FIRST_COMBINING = '\u0300';

    private final CanonicalBuffer out;

    CanonicalWriter(CanonicalBuffer out) {
        this.out = out;
    }

    /** Writes the value whose first token the parser stands on; leaves it on the value's last token. */
    void value(JsonParser parser) throws IOException {
        int start = out.size();
        JsonToken token = parser.currentToken();
        switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> text(parser);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.addAscii(CanonicalNumber.of(parser.getText()));
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> out.addAscii(parser.getText());
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("not a value: " + token);
        }
        out.shorten(start);
    }

    private void array(JsonParser parser) throws IOException {
        out.add('[');
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(parser);
            out.add(',');
        }
        close('[', ']');
    }

    private void object(JsonParser parser) throws IOException {
        out.add('{');
        int start = out.size();
        List<String> names = new ArrayList<>();
        int[] ends = new int[8];
        boolean sorted = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            sorted &= names.isEmpty() || names.getLast().compareTo(name) < 0;
            out.addQuoted(name.toCharArray(), 0, name.length());
            out.add(':');
            parser.nextToken();
            value(parser);
            out.add(',');
            if (names.size() == ends.length) {
                ends = Arrays.copyOf(ends, ends.length * 2);
            }
            ends[names.size()] = out.size();
            names.add(name);
        }
        if (!sorted) {
            int[] order = IntStream.range(0, names.size())
                    .boxed()
                    .sorted((a, b) -> names.get(a).compareTo(names.get(b)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            out.reorder(start, ends, order, order.length);
        }
        close('{', '}');
    }

    /** The comma after the last item makes room for the bracket. */
    private void close(char opened, char closing) {
        if (out.bytes()[out.size() - 1] == opened) {
            out.add(closing);
        } else {
            out.replaceLast(closing);
        }
    }

    /** Writes the parser's text; names stay as they are, because two of them must never become one. */
    private void text(JsonParser parser) throws IOException {
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        for (int i = offset; i < offset + length; i++) {
            if (chars[i] >= FIRST_COMBINING) {
                String normal = Normalizer.normalize(new String(chars, offset, length), Normalizer.Form.NFC);
                out.addQuoted(normal.toCharArray(), 0, normal.length());
                return;
            }
        }
        out.addQuoted(chars, offset, length);
    }
}
