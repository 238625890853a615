package dev.edgewise.gateway.support;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** HTTP/2 frame by frame over TLS, as wrong as a test wants. Heads are written without compression. */
public final class FrameClient implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    private static final int PRIORITIZED = 0x20;

    /** One frame. */
    public record Frame(int type, int flags, int stream, byte[] payload) {
        /** Of a HEADERS frame whose status the server took from the static table or wrote literally. */
        public int status() {
            int at = (flags & PRIORITIZED) == 0 ? 0 : 5;
            while ((payload[at] & 0xe0) == 0x20) {
                at = afterTableSize(at);
            }
            int first = payload[at] & 0xff;
            int[] known = {200, 204, 206, 304, 400, 404, 500};
            if (first >= 0x88 && first <= 0x8e) {
                return known[first - 0x88];
            }
            int length = payload[at + 1] & 0x7f;
            boolean huffman = (payload[at + 1] & 0x80) != 0;
            return huffman
                    ? huffmanDigits(at + 2, length)
                    : Integer.parseInt(new String(payload, at + 2, length, StandardCharsets.US_ASCII));
        }

        private int afterTableSize(int start) {
            int at = start;
            boolean more = (payload[at++] & 0x1f) == 0x1f;
            while (more) {
                more = (payload[at++] & 0x80) != 0;
            }
            return at;
        }

        /** Digits 0 to 2 have codes of five bits, 3 to 9 of six (RFC 7541, appendix B). */
        private int huffmanDigits(int from, int length) {
            long bits = 0;
            for (int i = 0; i < length; i++) {
                bits = bits << 8 | payload[from + i] & 0xff;
            }
            int left = length * 8;
            int number = 0;
            for (int digit = 0; digit < 3; digit++) {
                int five = (int) (bits >> left - 5 & 31);
                if (five <= 2) {
                    number = number * 10 + five;
                    left -= 5;
                } else {
                    number = number * 10 + (int) (bits >> left - 6 & 63) - 0x19 + 3;
                    left -= 6;
                }
            }
            return number;
        }
    }

    private final RawClient raw;

    private FrameClient(RawClient raw) {
        this.raw = raw;
    }

    /** Connects, and sends the preface and empty settings. */
    public static FrameClient to(int port, SelfSigned tls) {
        var client = new FrameClient(RawClient.over(tls.connect(port, "h2")));
        client.raw.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        return client.frame(SETTINGS, 0, 0);
    }

    public FrameClient frame(int type, int flags, int stream, byte... payload) {
        raw.send(bytes(type, flags, stream, payload));
        return this;
    }

    /** The same frame many times, in packets of many; stops when the server has closed. */
    public FrameClient flood(int times, Frame frame) {
        byte[] one = bytes(frame.type, frame.flags, frame.stream, frame.payload);
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(one);
        }
        raw.send(all.toByteArray());
        return this;
    }

    public FrameClient raw(byte[] bytes) {
        raw.send(bytes);
        return this;
    }

    public static byte[] bytes(int type, int flags, int stream, byte... payload) {
        var buffer = ByteBuffer.allocate(9 + payload.length);
        buffer.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        buffer.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        return buffer.array();
    }

    /** A head block of these names and values in turn. */
    public static byte[] head(String... lines) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < lines.length; i += 2) {
            out.write(0);
            text(out, lines[i]);
            text(out, lines[i + 1]);
        }
        return out.toByteArray();
    }

    public static byte[] get(String path) {
        return head(":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", path);
    }

    public static byte[] post(String... more) {
        byte[] first = head(
                ":method",
                "POST",
                ":scheme",
                "https",
                ":authority",
                "localhost",
                ":path",
                "/v1/chat/completions",
                "content-type",
                "application/json");
        byte[] second = head(more);
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    /** The next frame, or null when the server closed the connection. */
    public @Nullable Frame next() {
        byte[] header = raw.read(9);
        if (header == null) {
            return null;
        }
        int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
        byte[] payload = raw.read(length);
        int stream = ByteBuffer.wrap(header, 5, 4).getInt() & Integer.MAX_VALUE;
        return payload == null ? null : new Frame(header[3] & 0xff, header[4] & 0xff, stream, payload);
    }

    /** Reads to the first frame like this, or null when the connection ends before. */
    public @Nullable Frame until(Predicate<Frame> wanted) {
        Frame frame = next();
        while (frame != null && !wanted.test(frame)) {
            frame = next();
        }
        return frame;
    }

    /** Reads to the end of the connection. */
    public void untilClosed() {
        until(frame -> false);
    }

    @Override
    public void close() {
        raw.close();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            out.write(bytes.length);
        } else {
            out.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                out.write(rest & 0x7f | 0x80);
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }
}
