package dev.edgewise.gateway.answer;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last bytes of a stream that is not kept: enough to see how it ended and what usage it reported.
 */
final class StreamTail {
    /** Bytes kept. */
    static final int BYTES_MAX = 16 * 1024;

    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FINISH = "\"finish_reason\":".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int size;
    private boolean cut;

    void append(Buffer chunk) {
        int length = chunk.length();
        if (length >= BYTES_MAX) {
            cut |= length > BYTES_MAX || size > 0;
            bytes = chunk.getBytes(length - BYTES_MAX, length);
            size = BYTES_MAX;
            return;
        }
        int surplus = size + length - BYTES_MAX;
        if (surplus > 0) {
            // Half is dropped at once, so that a long stream is not shifted at every event.
            int drop = Math.max(surplus, size / 2);
            System.arraycopy(bytes, drop, bytes, 0, size - drop);
            size -= drop;
            cut = true;
        }
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(BYTES_MAX, Math.max(size + length, bytes.length * 2)));
        }
        chunk.getBytes(bytes, size);
        size += length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Whether the kept bytes are the whole stream. */
    boolean isWhole() {
        return !cut;
    }

    /** Whether the stream said that it is complete: by {@code [DONE]}, or at least by a reason why a choice ended. */
    boolean saidItsEnd() {
        return lastIndexOf(DONE) >= 0 || finished();
    }

    private boolean finished() {
        for (int at = indexOf(FINISH, 0); at >= 0; at = indexOf(FINISH, at + 1)) {
            int next = at + FINISH.length;
            while (next < size && bytes[next] == ' ') {
                next++;
            }
            if (next < size && bytes[next] == '"') {
                return true;
            }
        }
        return false;
    }

    private int lastIndexOf(byte[] word) {
        for (int i = size - word.length; i >= 0; i--) {
            if (matches(word, i)) {
                return i;
            }
        }
        return -1;
    }

    private int indexOf(byte[] word, int from) {
        for (int i = from; i <= size - word.length; i++) {
            if (matches(word, i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(byte[] word, int at) {
        return Arrays.equals(bytes, at, at + word.length, word, 0, word.length);
    }
}
