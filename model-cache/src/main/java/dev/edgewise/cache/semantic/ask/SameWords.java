package dev.edgewise.cache.semantic.ask;

import java.text.Normalizer;
import java.util.Locale;

/** Whether two texts are the same but for what does not change a question. Pure. */
public final class SameWords {
    private static final String END_MARKS = ".?";

    /** What may hold words that count to the letter: then blanks count too. */
    private static final String LITERAL_MARKS = "`\"\n";

    private static final char FULL_WIDTH_FIRST = '\uff01';
    private static final char FULL_WIDTH_LAST = '\uff5e';
    private static final int FULL_WIDTH_OFFSET = FULL_WIDTH_FIRST - '!';

    private SameWords() {}

    /**
     * The text without what never changes a question: full-width forms, the case of its first letter, the mark at its end,
     * and, in a single line without quotes and code, how many blanks stand between two words. Case elsewhere tells
     * things apart ({@code Mb} and {@code MB}), and so do raised digits.
     */
    public static String normal(String text) {
        String plain = plain(text).strip();
        boolean literal = plain.chars().anyMatch(c -> LITERAL_MARKS.indexOf(c) >= 0);
        String worded = withoutEnd(literal ? plain : spaced(plain));
        return worded.isEmpty() ? worded : beginning(worded);
    }

    /** The text without case, whatever blanks it has, and the mark at its end: for texts that a person put side by side. */
    public static String folded(String text) {
        return withoutEnd(spaced(plain(text).toLowerCase(Locale.ROOT)));
    }

    private static String plain(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder out = new StringBuilder(composed.length());
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            boolean wide = c >= FULL_WIDTH_FIRST && c <= FULL_WIDTH_LAST;
            out.append(wide ? (char) (c - FULL_WIDTH_OFFSET) : c == '\u3002' ? '.' : c == '\u3000' ? ' ' : c);
        }
        return out.toString();
    }

    private static String spaced(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                blank = !out.isEmpty();
            } else {
                if (blank) {
                    out.append(' ');
                    blank = false;
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String withoutEnd(String text) {
        int end = text.length();
        while (end > 0
                && (END_MARKS.indexOf(text.charAt(end - 1)) >= 0 || Character.isWhitespace(text.charAt(end - 1)))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** An abbreviation keeps its case, and so does a word that stands alone: {@code polish} is not {@code Polish}. */
    private static String beginning(String text) {
        boolean abbreviated = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        boolean alone = text.chars().noneMatch(Character::isWhitespace);
        return abbreviated || alone ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
