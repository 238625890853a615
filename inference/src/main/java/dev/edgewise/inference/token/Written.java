package dev.edgewise.inference.token;

import java.util.Arrays;

/** Characters as they are written one after another, with room that is used again. One thread at a time. */
final class Written {
    char[] text = new char[512];
    int length;

    /** Where the blank in front of everything stands, which is no neighbour of what follows. */
    private int begin;

    /** Begins anew, with a blank in front. */
    void begin() {
        text[0] = TextForm.BLANK;
        length = 1;
        begin = 1;
    }

    void add(char character) {
        if (length == text.length) {
            text = Arrays.copyOf(text, length * 2);
        }
        text[length++] = character;
    }

    void add(int character) {
        if (Character.isBmpCodePoint(character)) {
            add((char) character);
        } else {
            add(Character.highSurrogate(character));
            add(Character.lowSurrogate(character));
        }
    }

    /** Characters as they are, but for blanks. */
    void add(String some, boolean collapsed) {
        for (int i = 0; i < some.length(); i++) {
            if (some.charAt(i) == ' ') {
                blank(collapsed);
            } else {
                add(some.charAt(i));
            }
        }
    }

    /**
     * Makes words of what was written since the blank in front: a blank before each, none elsewhere.
     *
     * @return where they end; 0 for none
     */
    int words() {
        int to = 0;
        for (int i = begin; i < length; i++) {
            char character = text[i];
            if (isSeparator(character)) {
                continue;
            }
            if (i == begin || isSeparator(text[i - 1])) {
                text[to++] = TextForm.BLANK;
            }
            text[to++] = character;
        }
        length = to;
        return to;
    }

    private static boolean isSeparator(char character) {
        return character == TextForm.BLANK || AddedToken.isBlank(character);
    }

    /** @param collapsed whether it is left out right after another */
    void blank(boolean collapsed) {
        if (!collapsed || length == begin || text[length - 1] != TextForm.BLANK) {
            add(TextForm.BLANK);
        }
    }
}
