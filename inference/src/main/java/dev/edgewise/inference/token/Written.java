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

    /** @param collapsed whether it is left out right after another */
    void blank(boolean collapsed) {
        if (!collapsed || length == begin || text[length - 1] != TextForm.BLANK) {
            add(TextForm.BLANK);
        }
    }
}
