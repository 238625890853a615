package dev.edgewise.cache.semantic.guard;

import java.text.Normalizer;

/** Takes raised digits, i and n, lowered and circled digits and fractions out of the words that they stand beside: 6² is not 62. Pure. */
final class RaisedDigits {
    private static final char FIRST = '\u00b2';

    private RaisedDigits() {}

    /** The text as it is where it has none. */
    static String apart(String text) {
        return text.chars().anyMatch(c -> c >= FIRST && before((char) c) != 0) ? written(text) : text;
    }

    private static String written(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        char last = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char before = before(c);
            if (before != 0 && (before != last || before == ' ')) {
                out.append(before);
            }
            out.append(before == 0 ? String.valueOf(c) : Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFKC));
            last = before;
        }
        return out.toString();
    }

    /** What is put before a run of such: 0 before all others. */
    private static char before(char c) {
        if (c == '\u00b2'
                || c == '\u00b3'
                || c == '\u00b9'
                || c == '\u2070'
                || c == '\u2071'
                || c >= '\u2074' && c <= '\u2079'
                || c == '\u207f') {
            return '^';
        }
        if (c >= '\u2080' && c <= '\u2089') {
            return '_';
        }
        boolean fraction = c >= '\u00bc' && c <= '\u00be' || c >= '\u2150' && c <= '\u215e' || c == '\u2189';
        return fraction || c >= '\u2460' && c <= '\u2473' ? ' ' : 0;
    }
}
