package dev.edgewise.gateway.account;

import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * JSON text in one growing array, written by hand: a request line has some twenty members, and every request has one.
 * Not shared between threads.
 */
final class JsonBytes {
    private static final int ESCAPED_BYTES_MAX = 6;
    private static final int NUMBER_BYTES_MAX = 20;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[4096];
    private int size;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    /** Text that is JSON already. */
    JsonBytes raw(byte[] text) {
        ensure(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
        return this;
    }

    /** Text known to need no escape, in quotes. */
    JsonBytes ascii(AsciiString text) {
        ensure(text.length() + 2);
        bytes[size++] = '"';
        text.copy(0, bytes, size, text.length());
        size += text.length();
        bytes[size++] = '"';
        return this;
    }

    JsonBytes string(String text) {
        ensure(text.length() * ESCAPED_BYTES_MAX + 2);
        bytes[size++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                escape(c);
            } else if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else {
                other(text.substring(i));
                break;
            }
        }
        bytes[size++] = '"';
        return this;
    }

    /** @param number 0 or more, or -1 */
    JsonBytes number(long number) {
        ensure(NUMBER_BYTES_MAX);
        if (number < 0) {
            bytes[size++] = '-';
        }
        long left = Math.abs(number);
        int digits = 1;
        for (long most = 10; digits < 19 && left >= most; most *= 10) {
            digits++;
        }
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        size += digits;
        return this;
    }

    /** A moment in UTC with milliseconds, as a string; the text of a second is made once. */
    JsonBytes time(long epochMillis) {
        long now = Math.floorDiv(epochMillis, 1000L);
        if (now != second) {
            second = now;
            String text = Instant.ofEpochSecond(now).toString();
            secondText = ('"' + text.substring(0, text.length() - 1) + '.').getBytes(StandardCharsets.US_ASCII);
        }
        raw(secondText);
        ensure(5);
        int millis = (int) Math.floorMod(epochMillis, 1000L);
        bytes[size++] = (byte) ('0' + millis / 100);
        bytes[size++] = (byte) ('0' + millis / 10 % 10);
        bytes[size++] = (byte) ('0' + millis % 10);
        bytes[size++] = 'Z';
        bytes[size++] = '"';
        return this;
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        if (c == '"' || c == '\\') {
            bytes[size++] = (byte) c;
            return;
        }
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 15];
    }

    /** The rest of a text from its first character beyond ASCII; half a surrogate pair becomes a question mark. */
    private void other(String rest) {
        for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && (b < ' ' || b == '"' || b == '\\')) {
                escape((char) b);
            } else {
                bytes[size++] = b;
            }
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
