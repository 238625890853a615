package dev.edgewise.cache.key;

import java.util.Arrays;

/**
 * The growing bytes of a canonical text. Long values inside it are replaced by their digest, so that sorting the members
 * around them stays cheap however deep they lie. Confined to one thread.
 */
final class CanonicalBuffer {
    /** Values whose canonical text is longer than this are replaced by their digest, in bytes. */
    static final int VALUE_BYTES_MAX = 4_096;

    /** A buffer that grew past this is given up afterwards, in bytes. */
    private static final int KEPT_BYTES_MAX = 1 << 18;

    private static final int FIRST_BYTES = 1 << 13;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final Sha256 inner = new Sha256();
    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    void clear() {
        size = 0;
        if (bytes.length > KEPT_BYTES_MAX) {
            bytes = new byte[FIRST_BYTES];
        }
    }

    void truncate(int newSize) {
        size = newSize;
    }

    void add(int b) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) b;
    }

    void addAll(byte[] more) {
        while (bytes.length - size < more.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    void addAscii(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            add(text.charAt(i));
        }
    }

    void replaceLast(char with) {
        bytes[size - 1] = (byte) with;
    }

    /** A quoted string as RFC 8785 writes it; a lone surrogate becomes three bytes that no valid text contains. */
    void addQuoted(char[] chars, int offset, int length) {
        add('"');
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            char c = chars[i];
            if (c < 0x80) {
                addAsciiChar(c);
            } else if (c < 0x800) {
                add(0xC0 | (c >> 6));
                add(0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(chars[i + 1])) {
                int point = Character.toCodePoint(c, chars[++i]);
                add(0xF0 | (point >> 18));
                add(0x80 | ((point >> 12) & 0x3F));
                add(0x80 | ((point >> 6) & 0x3F));
                add(0x80 | (point & 0x3F));
            } else {
                add(0xE0 | (c >> 12));
                add(0x80 | ((c >> 6) & 0x3F));
                add(0x80 | (c & 0x3F));
            }
        }
        add('"');
    }

    private void addAsciiChar(char c) {
        if (c == '"' || c == '\\') {
            add('\\');
            add(c);
        } else if (c >= ' ') {
            add(c);
        } else {
            int shorthand = "\b\t\n\f\r".indexOf(c);
            add('\\');
            if (shorthand >= 0) {
                add("btnfr".charAt(shorthand));
            } else {
                addAscii("u00");
                add(HEX[c >> 4]);
                add(HEX[c & 0xF]);
            }
        }
    }

    /** Replaces everything from {@code start} by {@code #} and its digest when it is long; no JSON starts with a #. */
    void shorten(int start) {
        if (size - start > VALUE_BYTES_MAX) {
            inner.add(bytes, start, size - start);
            CacheKey digest = inner.finish();
            size = start;
            add('#');
            addAscii(digest.hex());
        }
    }

    /** Puts the regions that end at {@code ends[i]}, the first starting at {@code start}, into the given order. */
    void reorder(int start, int[] ends, int[] order, int count) {
        byte[] before = Arrays.copyOfRange(bytes, start, size);
        int at = start;
        for (int i = 0; i < count; i++) {
            int from = (order[i] == 0 ? start : ends[order[i] - 1]) - start;
            int length = ends[order[i]] - start - from;
            System.arraycopy(before, from, bytes, at, length);
            at += length;
        }
    }
}
