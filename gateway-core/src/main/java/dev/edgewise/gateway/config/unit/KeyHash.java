package dev.edgewise.gateway.config.unit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a key, written {@code sha256:} and 64 hexadecimal digits: the file never holds the key. Immutable. */
public final class KeyHash {

    /** What to write, for errors and documents. */
    public static final String EXPECTED =
            "'sha256:' and 64 hexadecimal digits, as printed by './edgewise key new TENANT'";

    /** The same as a regular expression, for editors. */
    public static final String PATTERN = "sha256:[0-9a-fA-F]{64}";

    private static final Pattern FORM = Pattern.compile(PATTERN);
    private static final String PREFIX = "sha256:";

    private final byte[] digest;

    private KeyHash(byte[] digest) {
        this.digest = digest;
    }

    /** Reads a hash. */
    public static Parsed<KeyHash> parse(String text) {
        return FORM.matcher(text).matches()
                ? Parsed.ok(new KeyHash(HexFormat.of().parseHex(text, PREFIX.length(), text.length())))
                : Parsed.bad(EXPECTED);
    }

    /** Hashes a key as a caller sends it. */
    public static KeyHash of(String key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return new KeyHash(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            // Every Java platform has SHA-256.
            throw new IllegalStateException(impossible);
        }
    }

    /** The 32 bytes; a copy. */
    public byte[] digest() {
        return digest.clone();
    }

    /** Compares in a time that does not depend on where the two differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyHash that && MessageDigest.isEqual(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        return PREFIX + HexFormat.of().formatHex(digest);
    }
}
