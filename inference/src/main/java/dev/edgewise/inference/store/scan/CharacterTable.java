package dev.edgewise.inference.store.scan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * SentencePiece's table of what characters are replaced by ({@code precompiled_charsmap}). Every step that a text can lead
 * to is taken here once, since the library takes them without a look at the table's end.
 */
final class CharacterTable {
    private static final int LABEL = 1 << 31 | 0xFF;
    private static final int LEAF = 1 << 8;
    private static final int WIDE = 1 << 9;

    /** The longest of Unicode's own is 33 bytes, for one character. */
    private static final int REPLACEMENT_BYTES_MAX = 64;

    /** No byte of UTF-8 is larger. */
    private static final int LAST_BYTE = 0xF4;

    private final int[] units;
    private final byte[] texts;
    private final BitSet seen;
    private final Deque<Integer> open = new ArrayDeque<>();

    private CharacterTable(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
        this.seen = new BitSet(units.length);
    }

    static void check(String base64) throws RefusedModelException {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IllegalArgumentException e) {
            throw damaged();
        }
        int length = bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt();
        if (length <= 0 || length % Integer.BYTES != 0 || length > bytes.remaining()) {
            throw damaged();
        }
        int[] units = new int[length / Integer.BYTES];
        bytes.asIntBuffer().get(units);
        bytes.position(bytes.position() + length);
        byte[] texts = new byte[bytes.remaining()];
        bytes.get(texts);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
        } catch (CharacterCodingException e) {
            throw damaged();
        }
        new CharacterTable(units, texts).walk();
    }

    private void walk() throws RefusedModelException {
        enter(begin(0));
        while (!open.isEmpty()) {
            int state = open.pop();
            for (int label = 1; label <= LAST_BYTE; label++) {
                int at = within(state ^ label);
                if ((units[at] & LABEL) == label) {
                    int next = at ^ begin(at);
                    if ((units[at] & LEAF) != 0) {
                        text(units[within(next)] & Integer.MAX_VALUE);
                    }
                    enter(next);
                }
            }
        }
    }

    private void enter(int state) throws RefusedModelException {
        if (!seen.get(within(state))) {
            seen.set(state);
            open.push(state);
        }
    }

    private int within(int at) throws RefusedModelException {
        if (at < 0 || at >= units.length) {
            throw damaged();
        }
        return at;
    }

    private void text(int from) throws RefusedModelException {
        // Not within a character of several bytes, which go on with bits 10.
        if (from > texts.length || from < texts.length && (texts[from] & 0xC0) == 0x80) {
            throw damaged();
        }
        int end = from;
        while (end < texts.length && texts[end] != 0) {
            if (end - from == REPLACEMENT_BYTES_MAX) {
                throw new RefusedModelException(
                        "its table of characters replaces one by more than " + REPLACEMENT_BYTES_MAX + " bytes");
            }
            end++;
        }
    }

    private int begin(int unit) {
        return units[unit] >>> 10 << ((units[unit] & WIDE) >>> 6);
    }

    private static RefusedModelException damaged() {
        return new RefusedModelException("its table of characters (precompiled_charsmap) is damaged");
    }
}
