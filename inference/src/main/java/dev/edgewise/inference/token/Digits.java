package dev.edgewise.inference.token;

import java.util.Arrays;

/** Whether texts are cut at what counts as a number, before anything else. */
enum Digits {
    WITH_OTHERS,
    TOGETHER,
    EACH;

    /** From and to, both inclusive, in order: numbers that the library's tables know and the JDK's do not yet. */
    private static final int[] NEWER = {0x11DE0, 0x11DE9, 0x16FF4, 0x16FF6};

    /** The end of what is cut apart here: of one number or more, or of what is none. */
    int end(char[] text, int from, int to) {
        if (this == WITH_OTHERS) {
            return to;
        }
        int character = Character.codePointAt(text, from, to);
        int end = from + Character.charCount(character);
        boolean number = isNumber(character);
        if (number && this == EACH) {
            return end;
        }
        while (end < to) {
            character = Character.codePointAt(text, end, to);
            if (isNumber(character) != number) {
                return end;
            }
            end += Character.charCount(character);
        }
        return end;
    }

    private static boolean isNumber(int character) {
        if (character < 128) {
            return character >= '0' && character <= '9';
        }
        return switch (Character.getType(character)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            case Character.UNASSIGNED -> isNewer(character);
            default -> false;
        };
    }

    private static boolean isNewer(int character) {
        int at = Arrays.binarySearch(NEWER, character);
        return at >= 0 || -at % 2 == 0;
    }
}
