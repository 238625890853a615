package dev.edgewise.cache.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 validation, which Jackson leaves out for strings it skips. */
public final class Utf8 {
    /** What {@link #firstInvalid} returns for valid text. */
    public static final int VALID = -1;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /**
     * The offset of the first byte that is not well-formed UTF-8 (RFC 3629: no overlong form, no surrogate, nothing
     * above U+10FFFF), or {@link #VALID}. ASCII is checked eight bytes at a time.
     */
    public static int firstInvalid(byte[] text) {
        int at = 0;
        while (at < text.length) {
            if (at + Long.BYTES <= text.length && ((long) WORD.get(text, at) & NON_ASCII) == 0) {
                at += Long.BYTES;
            } else if (text[at] >= 0) {
                at++;
            } else {
                int length = sequenceLength(text, at);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
        }
        return VALID;
    }

    /** Bytes of the well-formed multi-byte sequence that starts here; 0 when there is none. */
    private static int sequenceLength(byte[] text, int at) {
        int lead = text[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (at + length > text.length) {
            return 0;
        }
        int second = text[at + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((text[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
