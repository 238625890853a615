package dev.edgewise.inference.token;

/**
 * A text that is a token of its own wherever it stands.
 *
 * @param text what is written
 * @param id the token
 * @param before whether blanks before it belong to it
 * @param after whether blanks after it belong to it
 */
record AddedToken(String text, int id, boolean before, boolean after) {
    /** Whether it stands at a place. */
    boolean at(char[] written, int from, int to) {
        int length = text.length();
        if (to - from < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (written[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What Unicode calls white space. */
    static boolean isBlank(char character) {
        return character >= '\t' && character <= '\r' || character == '\u0085' || Character.isSpaceChar(character);
    }
}
