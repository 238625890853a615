package dev.edgewise.cache.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A cache key: a SHA-256 digest, held as four big-endian words so that it needs no array.
 *
 * @param w0 bytes 0 to 7
 * @param w1 bytes 8 to 15
 * @param w2 bytes 16 to 23
 * @param w3 bytes 24 to 31
 */
public record CacheKey(long w0, long w1, long w2, long w3) {
    /** Length of a key, in bytes. */
    public static final int BYTES = 32;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The key in the first 32 bytes of a digest. */
    public static CacheKey of(byte[] digest) {
        return new CacheKey((long) WORD.get(digest, 0), (long) WORD.get(digest, 8), (long) WORD.get(digest, 16), (long)
                WORD.get(digest, 24));
    }

    /** The key written as 64 hexadecimal digits, or null when the text is not such a key. */
    public static @Nullable CacheKey parse(String hex) {
        if (hex.length() != 2 * BYTES) {
            return null;
        }
        try {
            return of(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException notHex) {
            return null;
        }
    }

    /** The key as 64 lower-case hexadecimal digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(w0) + hex.toHexDigits(w1) + hex.toHexDigits(w2) + hex.toHexDigits(w3);
    }

    /** A digest is already evenly spread: any word of it will do. */
    @Override
    public int hashCode() {
        return (int) w0;
    }

    @Override
    public String toString() {
        return hex();
    }
}
