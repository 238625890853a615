package dev.edgewise.cache.item;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over parts: where one ends and the next begins counts too. Confined to one thread. */
final class PartDigest {
    private final MessageDigest sha;
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    PartDigest() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void part(byte[] bytes, int start, int end) {
        sha.update(length.putInt(0, end - start).array());
        sha.update(bytes, start, end - start);
    }

    byte[] finish() {
        return sha.digest();
    }
}
