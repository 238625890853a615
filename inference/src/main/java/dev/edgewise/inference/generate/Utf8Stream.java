package dev.edgewise.inference.generate;

import java.util.Arrays;

/**
 * Turns bytes that arrive in pieces into whole characters. Holds back at most three bytes: the beginning of a character
 * whose end has not come. What can never become a character becomes U+FFFD; half a character at the end of a text is left
 * out, for the text was cut there. One thread.
 */
final class Utf8Stream {
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] held = new byte[4];
    private int count;

    /** What has become whole by these bytes. */
    String add(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            add(bytes[i], text);
        }
        return text.toString();
    }

    /** The same for all of some bytes. */
    String add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    private void add(byte next, StringBuilder text) {
        int value = Byte.toUnsignedInt(next);
        if (count > 0 && !continues(value)) {
            text.append(REPLACEMENT);
            count = 0;
        }
        if (count == 0 && value < 0x80) {
            text.append((char) value);
            return;
        }
        if (count == 0 && (value < 0xC2 || value > 0xF4)) {
            text.append(REPLACEMENT);
            return;
        }
        held[count++] = next;
        if (count == length()) {
            text.appendCodePoint(codePoint());
            Arrays.fill(held, (byte) 0);
            count = 0;
        }
    }

    /** Whether a byte may follow what is held (Unicode 16, table 3-7). */
    private boolean continues(int value) {
        if (count > 1) {
            return value >= 0x80 && value <= 0xBF;
        }
        int lowest = switch (Byte.toUnsignedInt(held[0])) {
            case 0xE0 -> 0xA0;
            case 0xF0 -> 0x90;
            default -> 0x80;
        };
        int highest = switch (Byte.toUnsignedInt(held[0])) {
            case 0xED -> 0x9F;
            case 0xF4 -> 0x8F;
            default -> 0xBF;
        };
        return value >= lowest && value <= highest;
    }

    private int length() {
        int first = Byte.toUnsignedInt(held[0]);
        if (first >= 0xF0) {
            return 4;
        }
        return first >= 0xE0 ? 3 : 2;
    }

    private int codePoint() {
        int first = Byte.toUnsignedInt(held[0]);
        int value = first & (0x7F >> length());
        for (int i = 1; i < length(); i++) {
            value = value << 6 | (held[i] & 0x3F);
        }
        return value;
    }
}
