package dev.edgewise.cache.sse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes events so that any reader of event streams gets the data back; line ends inside it become line feeds. */
public final class SseWriter {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);

    private SseWriter() {}

    /** Adds an event without a name. */
    public static void data(ByteArrayOutputStream out, byte[] data) {
        int start = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                line(out, data, start, i);
                i += data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n' ? 1 : 0;
                start = i + 1;
            }
        }
        line(out, data, start, data.length);
        out.write('\n');
    }

    /** Adds an event with a name, which must not hold a line end. */
    public static void event(ByteArrayOutputStream out, String type, byte[] data) {
        if (type.indexOf('\n') >= 0 || type.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("an event's name must be one line");
        }
        out.writeBytes(EVENT);
        out.writeBytes(type.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        data(out, data);
    }

    private static void line(ByteArrayOutputStream out, byte[] data, int from, int to) {
        out.writeBytes(DATA);
        out.write(data, from, to - from);
        out.write('\n');
    }
}
