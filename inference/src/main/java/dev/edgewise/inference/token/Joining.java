package dev.edgewise.inference.token;

import java.text.Normalizer;
import java.util.Arrays;

/** Which characters may become one with those before them, by Unicode's forms of normalization (UAX 15). */
final class Joining {
    /** Marks of no order of their own that are composed with a letter before them. */
    private static final int[] COMPOSED = {
        0x09BE, 0x09D7, 0x0B3E, 0x0B56, 0x0B57, 0x0BBE, 0x0BD7, 0x0CC2, 0x0CD5, 0x0CD6, 0x0D3E, 0x0D57, 0x0DCF, 0x0DDF,
        0x102E, 0x1B35, 0x11127, 0x1133E, 0x11357, 0x114B0, 0x114BA, 0x114BD, 0x115AF
    };

    /**
     * From and to, both inclusive, in order: characters that the library's tables, of Unicode 9, do not know yet, for which
     * they stay as they are. What else is newer stays as it is by the JDK's tables too.
     */
    private static final int[] NEWER = {
        0x07FD, 0x07FD, 0x0897, 0x089F, 0x08CA, 0x08D3, 0x09FE, 0x09FE, 0x0C3C, 0x0C3C, 0x0D3B, 0x0D3C, 0x0EBA, 0x0EBA,
        0x1715, 0x1715, 0x1ABF, 0x1ACE, 0x1DF6, 0x1DFA, 0x32FF, 0x32FF, 0xA7F2, 0xA7F4, 0xA82C, 0xA82C, 0xAB69, 0xAB69,
        0x105C9, 0x105C9, 0x105D2, 0x105D2, 0x105DA, 0x105DA, 0x105E4, 0x105E4, 0x10781, 0x10785, 0x10787, 0x107B0,
        0x107B2, 0x107BA, 0x10D24, 0x10D27, 0x10D69, 0x10D6D, 0x10EAB, 0x10EAC, 0x10EFD, 0x10EFF, 0x10F46, 0x10F50,
        0x10F82, 0x10F85, 0x11070, 0x11070, 0x1133B, 0x1133B, 0x11380, 0x113E2, 0x1145E, 0x1145E, 0x11839, 0x1183A,
        0x11930, 0x11930, 0x11935, 0x11935, 0x11938, 0x11938, 0x1193D, 0x1193E, 0x11943, 0x11943, 0x119E0, 0x119E0,
        0x11A34, 0x11A34, 0x11A47, 0x11A47, 0x11A99, 0x11A99, 0x11D42, 0x11D42, 0x11D44, 0x11D45, 0x11D97, 0x11D97,
        0x11F41, 0x11F42, 0x16100, 0x1612F, 0x16D40, 0x16D7F, 0x16FF0, 0x16FF1, 0x1CCD6, 0x1CCF9, 0x1E030, 0x1E06D,
        0x1E08F, 0x1E08F, 0x1E130, 0x1E136, 0x1E2AE, 0x1E2AE, 0x1E2EC, 0x1E2EF, 0x1E4EC, 0x1E4EF, 0x1E5EE, 0x1E5EF,
        0x1F16C, 0x1F16C, 0x1FBF0, 0x1FBF9
    };

    /** Marks below and above all others, by which the order of a third is told. */
    private static final String LOWEST = "\u0334";

    private static final String HIGHEST = "\u0345";

    private Joining() {}

    /** Whether the library's tables do not know that it may change, or change others. */
    static boolean newer(int character) {
        int at = Arrays.binarySearch(NEWER, character);
        return at >= 0 || -at % 2 == 0;
    }

    /** Whether a character that is not decomposed may change with what stands before it. */
    static boolean joins(int character) {
        if (character >= 0x1160 && character <= 0x11FF) {
            // The second and the third part of a Korean syllable.
            return true;
        }
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
                ordered(Character.toString(character)) || Arrays.binarySearch(COMPOSED, character) >= 0;
            default -> false;
        };
    }

    /** Whether it changes places with other marks. */
    private static boolean ordered(String mark) {
        return !nfd(mark + LOWEST).equals(nfd(mark) + LOWEST)
                || !nfd(HIGHEST + mark).equals(HIGHEST + nfd(mark));
    }

    private static String nfd(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD);
    }
}
