package dev.edgewise.inference.token;

import java.util.Arrays;

/**
 * The characters that this JDK and the library's older tables of Unicode treat alike: blocks of living scripts, symbols and
 * emoji, each character compared by a test. A text with any other goes to the library.
 */
final class SureCharacters {
    /** From and to, both inclusive, in order. */
    private static final int[] RANGES = {
        // Latin, phonetic, marks, Greek, Cyrillic, Armenian, Hebrew, Arabic
        0x0000,
        0x061C,
        0x061E,
        0x06FF,
        // Devanagari, Bengali, Tamil, Thai, Georgian, parts of Korean syllables
        0x0900,
        0x097F,
        0x0980,
        0x09FC,
        0x0B80,
        0x0BFF,
        0x0E00,
        0x0E7F,
        0x10A0,
        0x11FF,
        // More of Latin and Greek, punctuation, symbols
        0x1E00,
        0x2E42,
        // Chinese, Japanese, Korean; without the tone marks, whose order changes when a text is decomposed
        0x2E80,
        0x3029,
        0x3030,
        0x9FFF,
        0xAC00,
        0xD7A3,
        0xF900,
        0xFAFF,
        // Variants, half and full width
        0xFE00,
        0xFFFD,
        // Game pieces, emoji, symbols
        0x1F000,
        0x1FAFF,
        // Rare Chinese
        0x20000,
        0x2A6DF,
        0x2A700,
        0x2B81F,
        0x2F800,
        0x2FA1F
    };

    private SureCharacters() {}

    static boolean contains(int character) {
        int at = Arrays.binarySearch(RANGES, character);
        boolean inside = at >= 0 || -at % 2 == 0;
        // The library keeps what its tables do not know; these know more.
        return inside && Character.getType(character) != Character.UNASSIGNED;
    }
}
