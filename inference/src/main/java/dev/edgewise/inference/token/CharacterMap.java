package dev.edgewise.inference.token;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's table of what characters are replaced by ({@code precompiled_charsmap}): a double array over their UTF-8
 * bytes, whose leaves say where in a list of texts, each ended by a zero, the replacement begins. Immutable.
 */
final class CharacterMap {
    private static final int LABEL = 1 << 31 | 0xFF;
    private static final int LEAF = 1 << 8;
    private static final int WIDE = 1 << 9;

    private final int[] units;
    private final byte[] texts;

    private CharacterMap(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /** The table; empty where it is none. */
    static Optional<CharacterMap> read(String base64) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int length = bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt();
        if (length <= 0 || length % Integer.BYTES != 0 || length > bytes.remaining()) {
            return Optional.empty();
        }
        int[] units = new int[length / Integer.BYTES];
        bytes.asIntBuffer().get(units);
        byte[] texts = Arrays.copyOfRange(bytes.array(), bytes.position() + length, bytes.limit());
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        return Optional.of(new CharacterMap(units, texts));
    }

    /** What is put in the place of a text that begins with a known one, of which the shortest counts; null for none. */
    @Nullable
    String find(String text) {
        int at = begin(0);
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            int label = each & 0xFF;
            at ^= label;
            if (label == 0 || at >= units.length || (units[at] & LABEL) != label) {
                return null;
            }
            boolean leaf = (units[at] & LEAF) != 0;
            at ^= begin(at);
            if (leaf && at < units.length) {
                return textAt(units[at] & Integer.MAX_VALUE);
            }
        }
        return null;
    }

    /** How far a unit's steps are away. */
    private int begin(int unit) {
        return units[unit] >>> 10 << ((units[unit] & WIDE) >>> 6);
    }

    private @Nullable String textAt(int from) {
        int end = from;
        while (end < texts.length && texts[end] != 0) {
            end++;
        }
        return from > texts.length ? null : new String(texts, from, end - from, StandardCharsets.UTF_8);
    }
}
