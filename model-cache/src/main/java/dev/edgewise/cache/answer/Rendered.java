package dev.edgewise.cache.answer;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One form of an answer, ready to be sent. Immutable to its users as long as nobody changes its body; two threads that ask for
 * its tag at once may both make it.
 */
public final class Rendered {
    /** Bytes of the digest that an entity tag shows. */
    private static final int TAG_BYTES = 16;

    private final byte[] body;
    private final String contentType;
    private final String contentLength;
    /** Made when it is first asked for: parts of batches are stored by the thousand, and most are never sent alone. */
    private @Nullable String etag;

    /** @param tag the entity tag, or null when it is not known yet */
    Rendered(byte[] body, boolean stream, @Nullable String tag) {
        etag = tag;
        this.body = body;
        contentType = stream ? "text/event-stream" : "application/json";
        contentLength = Integer.toString(body.length);
    }

    /** The body; not a copy. */
    public byte[] body() {
        return body;
    }

    /** The value of {@code Content-Type}. */
    public String contentType() {
        return contentType;
    }

    /** The value of {@code Content-Length}. */
    public String contentLength() {
        return contentLength;
    }

    /** The strong entity tag, quotes included: equal for equal bodies, different for different ones. */
    public String etag() {
        String known = etag;
        if (known == null) {
            known = '"' + HexFormat.of().formatHex(sha256(body), 0, TAG_BYTES) + '"';
            etag = known;
        }
        return known;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
