package dev.edgewise.loadtest.client;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Reads {@code text/event-stream} and hands out the data of each event, as WHATWG's HTML standard (section 9.2) cuts
 * them; comments and other fields are dropped. One reader per stream, on one thread.
 */
public final class SseReader {
    /** A longer line is dropped; the largest answers a node lets pass are smaller. */
    private static final int LINE_MAX_BYTES = 64 * 1024 * 1024;

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final Consumer<Buffer> events;
    private Buffer rest = Buffer.buffer();
    private Buffer data = Buffer.buffer();
    private boolean hasData;

    /** A reader at the start of a stream. */
    public SseReader(Consumer<Buffer> events) {
        this.events = events;
    }

    /** Takes the next bytes, cut anywhere. */
    public void feed(Buffer chunk) {
        int scanned = rest.length();
        Buffer all = scanned == 0 ? chunk : rest.appendBuffer(chunk);
        int start = 0;
        for (int i = scanned; i < all.length(); i++) {
            if (all.getByte(i) == '\n') {
                int end = i > start && all.getByte(i - 1) == '\r' ? i - 1 : i;
                line(all, start, end);
                start = i + 1;
            }
        }
        boolean grows = start == 0 && scanned > 0 && all.length() <= LINE_MAX_BYTES;
        if (!grows) {
            rest = all.length() - start > LINE_MAX_BYTES ? Buffer.buffer() : all.getBuffer(start, all.length());
        }
    }

    /** True when the stream stands between two events, so that its end loses nothing. */
    public boolean atBoundary() {
        return rest.length() == 0 && !hasData;
    }

    private void line(Buffer from, int start, int end) {
        if (start == end) {
            if (hasData) {
                Buffer event = data;
                data = Buffer.buffer();
                hasData = false;
                events.accept(event);
            }
            return;
        }
        if (end - start < DATA.length) {
            return;
        }
        for (int i = 0; i < DATA.length; i++) {
            if (from.getByte(start + i) != DATA[i]) {
                return;
            }
        }
        int value = start + DATA.length;
        value += value < end && from.getByte(value) == ' ' ? 1 : 0;
        Buffer text = from.slice(value, end);
        data = hasData
                ? Buffer.buffer().appendBuffer(data).appendByte((byte) '\n').appendBuffer(text)
                : text;
        hasData = true;
    }
}
