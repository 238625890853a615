package dev.edgewise.gateway.answer;

import io.vertx.core.buffer.Buffer;

/** Where complete server-sent events end: after an empty line, with LF, CRLF or CR as line ends. */
final class EventCut {
    private EventCut() {}

    /** The offset after the last complete event in {@code bytes}, looking no further back than {@code from}; 0 for none. */
    static int last(Buffer bytes, int from) {
        for (int end = bytes.length(); end >= Math.max(2, from); end--) {
            byte last = bytes.getByte(end - 1);
            if (last == '\n' && afterLineEnd(bytes, end) || last == '\r' && bytes.getByte(end - 2) == '\r') {
                return end;
            }
        }
        return 0;
    }

    /** The offset after the event that begins at {@code from}; the end of the bytes where it has none. */
    static int next(byte[] bytes, int from) {
        boolean emptyLine = false;
        int at = from;
        while (at < bytes.length) {
            byte b = bytes[at++];
            if (b != '\n' && b != '\r') {
                emptyLine = false;
                continue;
            }
            if (b == '\r' && at < bytes.length && bytes[at] == '\n') {
                at++;
            }
            if (emptyLine) {
                return at;
            }
            emptyLine = true;
        }
        return bytes.length;
    }

    private static boolean afterLineEnd(Buffer bytes, int end) {
        byte before = bytes.getByte(end - 2);
        return before == '\n' || before == '\r' && end >= 3 && bytes.getByte(end - 3) == '\n';
    }
}
