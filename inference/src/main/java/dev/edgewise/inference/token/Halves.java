package dev.edgewise.inference.token;

/**
 * Texts with half a character, as the library gets them: Java hands them over in a form of its own, which is no UTF-8 then,
 * and each byte that is none is replaced by U+FFFD. That goes for every character outside the basic plane and for zeros too.
 */
final class Halves {
    private static final char REPLACEMENT = '\uFFFD';

    /** Bytes of half a character in that form. */
    private static final int HALF_BYTES = 3;

    private static final int ZERO_BYTES = 2;

    private Halves() {}

    /** Whether there is a half without its other. */
    static boolean any(char[] text, int length) {
        for (int i = 0; i < length; i++) {
            if (Character.isSurrogate(text[i])) {
                if (!Character.isHighSurrogate(text[i]) || i + 1 == length || !Character.isLowSurrogate(text[i + 1])) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** The text that the library sees; all of what comes back. */
    static char[] replaced(char[] text, int length) {
        StringBuilder seen = new StringBuilder(length * 2);
        for (int i = 0; i < length; i++) {
            if (Character.isSurrogate(text[i])) {
                seen.repeat(REPLACEMENT, HALF_BYTES);
            } else if (text[i] == 0) {
                seen.repeat(REPLACEMENT, ZERO_BYTES);
            } else {
                seen.append(text[i]);
            }
        }
        char[] all = new char[seen.length()];
        seen.getChars(0, all.length, all, 0);
        return all;
    }
}
