package dev.edgewise.gateway.guard;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The first line of an HTTP/1 request, and the authority it names. Reused from request to request. */
final class RequestLine {
    private static final int METHOD_BYTES_MAX = 20;
    private static final byte[] CONNECT = ascii("connect");
    private static final byte[] TRACE = ascii("trace");
    private static final byte[] OPTIONS = ascii("options");
    private static final byte[] HTTP = ascii("http://");
    private static final byte[] HTTPS = ascii("https://");
    private static final byte[] VERSION = ascii("HTTP/");
    private static final byte[] NO_BYTES = {};

    private boolean isHttp10;
    private byte[] authority = NO_BYTES;

    boolean isHttp10() {
        return isHttp10;
    }

    /** In lower case; empty when the target is a path alone. */
    byte[] authority() {
        return authority;
    }

    @Nullable
    Reason read(byte[] line, int length, int uriBytesMax) {
        authority = NO_BYTES;
        int at = 0;
        while (at < length && Bytes.TOKEN[line[at] & 0xff]) {
            at++;
        }
        int methodEnd = at;
        if (methodEnd == 0 || methodEnd > METHOD_BYTES_MAX || at == length || line[at] != ' ') {
            return Reason.REQUEST_LINE;
        }
        int target = ++at;
        while (at < length && Bytes.TARGET[line[at] & 0xff]) {
            at++;
        }
        int targetEnd = at;
        if (targetEnd - target > uriBytesMax) {
            return Reason.URI_TOO_LONG;
        }
        if (targetEnd == target || targetEnd == length) {
            return Reason.REQUEST_LINE;
        }
        if (line[targetEnd] != ' ') {
            return Reason.TARGET;
        }
        Reason wrong = version(line, targetEnd + 1, length);
        if (wrong != null) {
            return wrong;
        }
        if (Bytes.equal(line, 0, methodEnd, CONNECT) || Bytes.equal(line, 0, methodEnd, TRACE)) {
            return Reason.METHOD;
        }
        return target(line, target, targetEnd, Bytes.equal(line, 0, methodEnd, OPTIONS)) ? null : Reason.TARGET;
    }

    private @Nullable Reason version(byte[] line, int from, int to) {
        if (to - from != VERSION.length + 3) {
            return Reason.REQUEST_LINE;
        }
        for (int i = 0; i < VERSION.length; i++) {
            if (line[from + i] != VERSION[i]) {
                return Reason.REQUEST_LINE;
            }
        }
        byte major = line[from + VERSION.length];
        byte minor = line[to - 1];
        if (line[to - 2] != '.' || !Bytes.digit(major) || !Bytes.digit(minor)) {
            return Reason.REQUEST_LINE;
        }
        isHttp10 = minor == '0';
        return major == '1' && minor <= '1' ? null : Reason.VERSION;
    }

    private boolean target(byte[] line, int from, int to, boolean options) {
        if (line[from] == '*') {
            return options && to - from == 1;
        }
        int at = from;
        if (line[from] != '/') {
            int scheme = scheme(line, from, to);
            if (scheme == 0) {
                return false;
            }
            at = from + scheme;
            while (at < to && line[at] != '/' && line[at] != '?') {
                at++;
            }
            if (!Bytes.isHost(line, from + scheme, at)) {
                return false;
            }
            keepAuthority(line, from + scheme, at);
        }
        for (; at < to; at++) {
            if (line[at] == '%' && (at + 2 >= to || !Bytes.hex(line[at + 1]) || !Bytes.hex(line[at + 2]))) {
                return false;
            }
        }
        return true;
    }

    private static int scheme(byte[] line, int from, int to) {
        for (byte[] scheme : new byte[][] {HTTP, HTTPS}) {
            if (to - from > scheme.length && Bytes.equal(line, from, from + scheme.length, scheme)) {
                return scheme.length;
            }
        }
        return 0;
    }

    private void keepAuthority(byte[] line, int from, int to) {
        authority = new byte[to - from];
        for (int i = 0; i < authority.length; i++) {
            byte b = line[from + i];
            authority[i] = b >= 'A' && b <= 'Z' ? (byte) (b + 0x20) : b;
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
