package dev.edgewise.inference.token;

import java.nio.CharBuffer;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** Unicode's form NFC (UAX 15), as the library's tables know it: characters newer than these stay as they are. */
final class CanonicalForm {
    /** Below it no character is composed with one before it. */
    private static final char COMPOSING = 0x300;

    /** Marks one after another that are put in order here: the JDK takes the square of their number. */
    private static final int MARKS_MAX = 256;

    private CanonicalForm() {}

    /** Whether a text is in this form already. */
    static boolean is(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] >= COMPOSING) {
                return marks(text, i, to) <= MARKS_MAX
                        && Normalizer.isNormalized(CharBuffer.wrap(text, from, to - from), Normalizer.Form.NFC);
            }
        }
        return true;
    }

    /** The text in this form; null where it is the library's. */
    static @Nullable String of(char[] text, int from, int to) {
        if (marks(text, from, to) > MARKS_MAX) {
            return null;
        }
        StringBuilder written = new StringBuilder(to - from);
        int begin = from;
        int character;
        for (int i = from; i < to; i += Character.charCount(character)) {
            character = Character.codePointAt(text, i, to);
            if (character >= COMPOSING && Joining.newer(character)) {
                written.append(composed(text, begin, i)).appendCodePoint(character);
                begin = i + Character.charCount(character);
            }
        }
        return written.append(composed(text, begin, to)).toString();
    }

    private static String composed(char[] text, int from, int to) {
        return Normalizer.normalize(CharBuffer.wrap(text, from, to - from), Normalizer.Form.NFC);
    }

    /** The most marks one after another. */
    private static int marks(char[] text, int from, int to) {
        int most = 0;
        int marks = 0;
        int character;
        for (int i = from; i < to; i += Character.charCount(character)) {
            character = Character.codePointAt(text, i, to);
            marks = character >= COMPOSING && isMark(character) ? marks + 1 : 0;
            most = Math.max(most, marks);
        }
        return most;
    }

    private static boolean isMark(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }
}
