package dev.edgewise.gateway.guard;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The header lines of one HTTP/1 request: their form, and those that say where it ends and whom it is for. */
final class HeaderLine {
    private static final byte[] HOST = RequestLine.ascii("host");
    private static final byte[] EXPECT = RequestLine.ascii("expect");
    private static final byte[] CONTINUE = RequestLine.ascii("100-continue");
    private static final byte[] UPGRADE = RequestLine.ascii("upgrade");
    private static final byte[] CONNECTION = RequestLine.ascii("connection");
    private static final byte[] KEEP_ALIVE = RequestLine.ascii("keep-alive");
    private static final byte[] CLOSE = RequestLine.ascii("close");
    private static final byte[] CONTENT_LENGTH = RequestLine.ascii("content-length");
    private static final byte[] HTTP2_SETTINGS = RequestLine.ascii("http2-settings");
    private static final byte[] TRANSFER_ENCODING = RequestLine.ascii("transfer-encoding");
    private static final byte[] CHUNKED = RequestLine.ascii("chunked");
    /** Digits of a Content-Length that still fit a long. */
    private static final int LENGTH_DIGITS_MAX = 18;

    /** Lines that a Connection header must not take away from this node or from the centre. */
    private static final Set<String> END_TO_END = Set.of(
            "content-length",
            "transfer-encoding",
            "host",
            "content-type",
            "authorization",
            "x-api-key",
            "x-forwarded-for",
            "forwarded",
            "cache-control");

    private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate", "compress", "x-compress");

    private int lines;
    private int bytes;
    private int hosts;
    private boolean hasLength;
    private boolean isChunked;

    void reset() {
        lines = 0;
        bytes = 0;
        hosts = 0;
        hasLength = false;
        isChunked = false;
    }

    /** Of all lines so far, their ends included. */
    int bytes() {
        return bytes;
    }

    boolean isChunked() {
        return isChunked;
    }

    /** What is wrong with the lines as a whole, or null. */
    @Nullable
    Reason end(RequestLine request) {
        return hosts == 0 && !request.isHttp10() ? Reason.HOST : null;
    }

    @Nullable
    Reason read(byte[] line, int length, RequestLine request, GuardLimits limits) {
        bytes += length + 2;
        if (++lines > limits.headerLinesMax()) {
            return Reason.HEADER_COUNT;
        }
        if (bytes > limits.headerBytesMax()) {
            return Reason.HEADER_SIZE;
        }
        if (line[0] == ' ' || line[0] == '\t') {
            return Reason.FOLDED_LINE;
        }
        int colon = 0;
        while (colon < length && Bytes.TOKEN[line[colon] & 0xff]) {
            colon++;
        }
        if (colon == 0 || colon == length || line[colon] != ':') {
            return Reason.HEADER_NAME;
        }
        for (int at = colon + 1; at < length; at++) {
            if (!Bytes.VALUE[line[at] & 0xff]) {
                return Reason.HEADER_VALUE;
            }
        }
        return switch (colon) {
            case 4, 6, 7, 10, 14, 17 -> known(line, colon, length, request);
            default -> null;
        };
    }

    private @Nullable Reason known(byte[] line, int colon, int length, RequestLine request) {
        int from = colon + 1;
        while (from < length && (line[from] == ' ' || line[from] == '\t')) {
            from++;
        }
        int to = length;
        while (to > from && (line[to - 1] == ' ' || line[to - 1] == '\t')) {
            to--;
        }
        if (Bytes.equal(line, 0, colon, HOST)) {
            return host(line, from, to, request);
        }
        if (Bytes.equal(line, 0, colon, CONTENT_LENGTH)) {
            return contentLength(line, from, to);
        }
        if (Bytes.equal(line, 0, colon, CONNECTION)) {
            return connection(line, from, to);
        }
        if (Bytes.equal(line, 0, colon, TRANSFER_ENCODING)) {
            return transferEncoding(line, from, to, request);
        }
        if (Bytes.equal(line, 0, colon, EXPECT)) {
            return Bytes.equal(line, from, to, CONTINUE) ? null : Reason.EXPECT;
        }
        if (Bytes.equal(line, 0, colon, UPGRADE) || Bytes.equal(line, 0, colon, HTTP2_SETTINGS)) {
            return Reason.UPGRADE;
        }
        return lookalike(line, colon) ? Reason.HEADER_NAME : null;
    }

    private @Nullable Reason host(byte[] line, int from, int to, RequestLine request) {
        if (++hosts > 1 || !Bytes.isHost(line, from, to)) {
            return Reason.HOST;
        }
        byte[] authority = request.authority();
        return authority.length > 0 && !Bytes.equal(line, from, to, authority) ? Reason.HOST_MISMATCH : null;
    }

    private @Nullable Reason contentLength(byte[] line, int from, int to) {
        if (hasLength || isChunked || to == from || to - from > LENGTH_DIGITS_MAX) {
            return Reason.CONTENT_LENGTH;
        }
        for (int at = from; at < to; at++) {
            if (!Bytes.digit(line[at])) {
                return Reason.CONTENT_LENGTH;
            }
        }
        hasLength = true;
        return null;
    }

    private @Nullable Reason transferEncoding(byte[] line, int from, int to, RequestLine request) {
        if (hasLength || isChunked || request.isHttp10()) {
            return Reason.TRANSFER_ENCODING;
        }
        if (!Bytes.equal(line, from, to, CHUNKED)) {
            String[] codings = text(line, from, to).split(", ", -1);
            return codings.length == 2 && CODINGS.contains(codings[0]) && codings[1].equals("chunked")
                    ? Reason.TRANSFER_CODING
                    : Reason.TRANSFER_ENCODING;
        }
        isChunked = true;
        return null;
    }

    private static @Nullable Reason connection(byte[] line, int from, int to) {
        if (Bytes.equal(line, from, to, KEEP_ALIVE) || Bytes.equal(line, from, to, CLOSE)) {
            return null;
        }
        for (String option : text(line, from, to).split(",", -1)) {
            String name = option.strip();
            if (name.equals("upgrade")) {
                return Reason.UPGRADE;
            }
            if (END_TO_END.contains(name)) {
                return Reason.CONNECTION_OPTION;
            }
        }
        return null;
    }

    /** With {@code _} for {@code -}, which some servers behind take for the same header. */
    private static boolean lookalike(byte[] line, int colon) {
        boolean suspect = false;
        for (int at = 0; at < colon; at++) {
            suspect |= line[at] == '_';
        }
        if (!suspect) {
            return false;
        }
        String name = text(line, 0, colon).replace('_', '-');
        return name.equals("content-length") || name.equals("transfer-encoding");
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }
}
