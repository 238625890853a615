package dev.edgewise.gateway.guard;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of an HTTP/1 request's head strictly, before the decoder may. Each byte is looked at once however it
 * arrives, and nothing is allocated for a head in order.
 *
 * <p>Threads: the connection's event loop.
 */
final class HeadScan {
    private static final byte LF = '\n';
    private static final byte CR = '\r';
    /** Of the request line beside its target: method, spaces, version. */
    private static final int LINE_REST_BYTES_MAX = 40;

    private static final int NONE = -1;

    private final GuardLimits limits;
    private final Scratch scratch;
    private final RequestLine requestLine = new RequestLine();
    private final HeaderLine headerLine = new HeaderLine();
    private int searched;
    private int lineStart;
    private boolean emptyLine;
    private boolean begun;
    private boolean complete;

    HeadScan(GuardLimits limits, Scratch scratch) {
        this.limits = limits;
        this.scratch = scratch;
    }

    /** Room for one line, shared by the connections of a loop. */
    static final class Scratch {
        private byte[] bytes = new byte[1024];

        byte[] of(int length) {
            if (length > bytes.length) {
                bytes = new byte[Math.max(length, bytes.length * 2)];
            }
            return bytes;
        }
    }

    /** Forgets the head; the next one begins at the reader's index. */
    void reset() {
        searched = 0;
        lineStart = 0;
        emptyLine = false;
        begun = false;
        complete = false;
    }

    /** Whether the head is there as a whole and in order. */
    boolean isComplete() {
        return complete;
    }

    /** Whether the complete head announces a chunked body. */
    boolean isChunked() {
        return headerLine.isChunked();
    }

    /** Whether a byte of a head has come. */
    boolean hasBegun() {
        return begun || searched > lineStart;
    }

    /** Looks at what is new since the last call; the reader's index stays. Returns what is wrong, or null. */
    @Nullable
    Reason look(ByteBuf in) {
        int base = in.readerIndex();
        int end = in.writerIndex();
        while (true) {
            int lf = base + searched >= end ? NONE : in.indexOf(base + searched, end, LF);
            int length = (lf == NONE ? end : lf) - base - lineStart;
            Reason wrong = begins(in, base + lineStart, length);
            if (wrong == null) {
                wrong = tooLong(length);
            }
            if (wrong != null) {
                return wrong;
            }
            if (lf == NONE) {
                searched = end - base;
                return null;
            }
            if (length == 0 || in.getByte(lf - 1) != CR) {
                return Reason.LINE_END;
            }
            wrong = line(in, base, length - 1);
            lineStart = lf + 1 - base;
            searched = lineStart;
            if (wrong != null || complete) {
                return wrong;
            }
        }
    }

    private @Nullable Reason line(ByteBuf in, int base, int length) {
        if (length == 0) {
            if (begun) {
                complete = true;
                return headerLine.end(requestLine);
            }
            // One empty line before a request is an old client's end of the last body.
            boolean again = emptyLine;
            emptyLine = true;
            return again ? Reason.REQUEST_LINE : null;
        }
        byte[] bytes = scratch.of(length);
        in.getBytes(base + lineStart, bytes, 0, length);
        if (begun) {
            return headerLine.read(bytes, length, requestLine, limits);
        }
        begun = true;
        headerLine.reset();
        return requestLine.read(bytes, length, limits.uriBytesMax());
    }

    /** What cannot become a request is refused at its first byte, such as the beginning of TLS. */
    private @Nullable Reason begins(ByteBuf in, int at, int length) {
        if (begun || length == 0) {
            return null;
        }
        byte first = in.getByte(at);
        return Bytes.TOKEN[first & 0xff] || first == CR ? null : Reason.REQUEST_LINE;
    }

    private @Nullable Reason tooLong(int length) {
        if (!begun) {
            return length > limits.uriBytesMax() + LINE_REST_BYTES_MAX ? Reason.URI_TOO_LONG : null;
        }
        return headerLine.bytes() + length > limits.headerBytesMax() ? Reason.HEADER_SIZE : null;
    }
}
