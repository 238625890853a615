package dev.edgewise.inference.token;

import java.util.Arrays;

/** The printable characters that byte-level vocabularies write bytes with (Radford et al. 2019, GPT-2). */
public final class ByteLevel {
    private static final int BYTES = 256;

    /** By character, the byte; −1 where a character stands for none. */
    private static final int[] VALUES = new int[2 * BYTES];

    static {
        Arrays.fill(VALUES, -1);
        int next = BYTES;
        for (int value = 0; value < BYTES; value++) {
            VALUES[printable(value) ? value : next++] = value;
        }
    }

    private ByteLevel() {}

    private static boolean printable(int value) {
        return (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
    }

    /** The byte a character stands for; −1 for none. */
    public static int valueOf(char character) {
        return character < VALUES.length ? VALUES[character] : -1;
    }
}
