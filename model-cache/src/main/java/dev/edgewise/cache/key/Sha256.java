package dev.edgewise.cache.key;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One reusable SHA-256 and the few shapes of input keys need. Confined to one thread. */
final class Sha256 {
    private final MessageDigest digest = newDigest();
    private final byte[] scratch = new byte[CacheKey.BYTES];

    void add(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    void add(byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
    }

    /** Adds a length, which keeps the parts around it apart. */
    void addLength(int value) {
        scratch[0] = (byte) (value >>> 24);
        scratch[1] = (byte) (value >>> 16);
        scratch[2] = (byte) (value >>> 8);
        scratch[3] = (byte) value;
        digest.update(scratch, 0, Integer.BYTES);
    }

    /** Adds text as two bytes a character, so that no two texts look alike and nothing is allocated. */
    void addText(String text) {
        addLength(text.length());
        int filled = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            scratch[filled++] = (byte) (c >>> 8);
            scratch[filled++] = (byte) c;
            if (filled == scratch.length) {
                digest.update(scratch, 0, filled);
                filled = 0;
            }
        }
        digest.update(scratch, 0, filled);
    }

    /** The digest of everything added, and a fresh start. */
    CacheKey finish() {
        try {
            digest.digest(scratch, 0, scratch.length);
            return CacheKey.of(scratch);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 no longer fills 32 bytes", e);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
