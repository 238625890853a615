package dev.edgewise.cache.sse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads an event stream as it arrives, cut anywhere, by the WHATWG HTML standard, section 9.2.6: lines end in LF, CR or
 * CRLF, a byte order mark at the start is skipped, comments and unknown fields are ignored, an event that its stream
 * leaves unfinished is dropped. Confined to one thread.
 */
public final class SseParser {
    private static final String DEFAULT_TYPE = "message";
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final int eventBytesMax;
    private final Consumer<SseEvent> events;
    private final Grown line = new Grown();
    private final Grown data = new Grown();
    private boolean hasData;
    private String type = "";
    private String lastId = "";
    private long retryMs = -1;
    private long consumed;
    private long eventStart;
    private boolean afterReturn;
    private boolean firstLine = true;
    private boolean overflowed;

    /** A reader that hands each complete event to {@code events}; none may be larger than {@code eventBytesMax}. */
    public SseParser(int eventBytesMax, Consumer<SseEvent> events) {
        this.eventBytesMax = eventBytesMax;
        this.events = events;
    }

    /**
     * Reads the next bytes of the stream.
     *
     * @return false once an event has passed the size limit; everything after it is ignored
     */
    public boolean feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int lineStart = offset;
        for (int i = offset; i < end && !overflowed; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterReturn) {
                afterReturn = false;
                lineStart = i + 1;
            } else if (b == '\n' || b == '\r') {
                add(line, bytes, lineStart, i - lineStart);
                afterReturn = b == '\r';
                lineStart = i + 1;
                lineEnds(consumed + (i + 1 - offset));
            } else {
                afterReturn = false;
            }
        }
        add(line, bytes, lineStart, Math.max(0, end - lineStart));
        consumed += length;
        return !overflowed;
    }

    /** Whether an event passed the size limit. */
    public boolean overflowed() {
        return overflowed;
    }

    /** The reconnection time the stream asked for, in milliseconds; -1 when it asked for none. */
    public long retryMs() {
        return retryMs;
    }

    private void add(Grown to, byte[] bytes, int offset, int length) {
        if (length > eventBytesMax - to.size) {
            overflowed = true;
        } else {
            to.add(bytes, offset, length);
        }
    }

    private void lineEnds(long position) {
        int start = 0;
        if (firstLine) {
            firstLine = false;
            start = line.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
        }
        if (overflowed) {
            return;
        }
        if (line.size == start) {
            dispatch(position);
        } else {
            field(start);
        }
        line.size = 0;
    }

    private void field(int start) {
        int colon = start;
        while (colon < line.size && line.bytes[colon] != ':') {
            colon++;
        }
        if (colon == start) {
            return;
        }
        int valueStart = Math.min(colon + 1, line.size);
        if (valueStart < line.size && line.bytes[valueStart] == ' ') {
            valueStart++;
        }
        switch (line.text(start, colon)) {
            case "data" -> {
                if (hasData) {
                    add(data, new byte[] {'\n'}, 0, 1);
                }
                hasData = true;
                add(data, line.bytes, valueStart, line.size - valueStart);
            }
            case "event" -> type = line.text(valueStart, line.size);
            case "id" -> {
                String id = line.text(valueStart, line.size);
                lastId = id.indexOf('\0') < 0 ? id : lastId;
            }
            case "retry" -> retry(line.text(valueStart, line.size));
            default -> {
                // Unknown fields are ignored, as the standard asks.
            }
        }
    }

    private void retry(String value) {
        boolean digits =
                !value.isEmpty() && value.length() <= 12 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        retryMs = digits ? Long.parseLong(value) : retryMs;
    }

    private void dispatch(long position) {
        if (hasData) {
            String name = type.isEmpty() ? DEFAULT_TYPE : type;
            events.accept(new SseEvent(name, Arrays.copyOf(data.bytes, data.size), lastId, eventStart, position));
        }
        hasData = false;
        data.size = 0;
        type = "";
        eventStart = position;
    }

    /** Bytes that grow and are used again. */
    private static final class Grown {
        private byte[] bytes = new byte[512];
        private int size;

        void add(byte[] from, int offset, int length) {
            if (size + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + length));
            }
            System.arraycopy(from, offset, bytes, size, length);
            size += length;
        }

        boolean startsWith(byte[] prefix) {
            return size >= prefix.length && Arrays.mismatch(bytes, 0, prefix.length, prefix, 0, prefix.length) < 0;
        }

        String text(int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }
}
