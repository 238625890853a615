package dev.edgewise.cache.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One event of an event stream, and where in the stream it lay. Immutable as long as nobody changes its bytes. */
public final class SseEvent {
    private final String type;
    private final byte[] data;
    private final String lastId;
    private final long start;
    private final long end;

    SseEvent(String type, byte[] data, String lastId, long start, long end) {
        this.type = type;
        this.data = data;
        this.lastId = lastId;
        this.start = start;
        this.end = end;
    }

    /** The event's name; {@code message} when the stream gave none. */
    public String type() {
        return type;
    }

    /** The data's bytes, lines joined by a line feed; not a copy. */
    public byte[] data() {
        return data;
    }

    /** The data as text; bytes that are not UTF-8 become U+FFFD. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /** The last id the stream set; empty when it set none. */
    public String lastId() {
        return lastId;
    }

    /** Offset of the event's first byte in the stream. */
    public long start() {
        return start;
    }

    /** Offset after the blank line that ends the event; of a CRLF there, its second half counts as the next event. */
    public long end() {
        return end;
    }

    /** Whether the data is exactly these bytes. */
    public boolean holds(byte[] expected) {
        return Arrays.equals(data, expected);
    }

    @Override
    public String toString() {
        return type + "[" + data.length + " bytes at " + start + "]";
    }
}
