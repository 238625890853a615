package dev.edgewise.gateway.guard;

/** Which bytes may stand where in the head of a request (RFC 9110 and RFC 3986), as tables by unsigned byte. */
final class Bytes {
    /** Characters of methods and header names. */
    static final boolean[] TOKEN = table("!#$%&'*+-.^_`|~");
    /** Characters of a request target, percent signs included. */
    static final boolean[] TARGET = table("-._~%!$&'()*+,;=:@/?[]");
    /** Characters of a host's name or address; no percent signs, no user names, no lists. */
    static final boolean[] HOST = table("-._~");
    /** Characters of an IPv6 address between its brackets. */
    static final boolean[] IPV6 = table(":.");
    /** Everything a header's value may have: no control characters but the tab. */
    static final boolean[] VALUE = values();

    private Bytes() {}

    static boolean digit(byte b) {
        return b >= '0' && b <= '9';
    }

    static boolean hex(byte b) {
        int lower = b | 0x20;
        return digit(b) || lower >= 'a' && lower <= 'f';
    }

    /** Whether the bytes are {@code lower}, ignoring the case of letters. */
    static boolean equal(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            int b = bytes[from + i];
            if (b != lower[i] && !(b >= 'A' && b <= 'Z' && b + 0x20 == lower[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes are a host, with a port or without. */
    static boolean isHost(byte[] bytes, int from, int to) {
        int at = from;
        if (at < to && bytes[at] == '[') {
            at++;
            int start = at;
            while (at < to && IPV6[bytes[at] & 0xff]) {
                at++;
            }
            if (at == start || at == to || bytes[at] != ']') {
                return false;
            }
            at++;
        } else {
            while (at < to && HOST[bytes[at] & 0xff]) {
                at++;
            }
            if (at == from) {
                return false;
            }
        }
        return at == to || bytes[at] == ':' && isPort(bytes, at + 1, to);
    }

    private static boolean isPort(byte[] bytes, int from, int to) {
        int port = 0;
        for (int at = from; at < to; at++) {
            if (!digit(bytes[at])) {
                return false;
            }
            port = Math.min(100_000, port * 10 + bytes[at] - '0');
        }
        return to > from && port <= 65_535;
    }

    private static boolean[] table(String others) {
        boolean[] table = new boolean[256];
        for (int i = 0; i < others.length(); i++) {
            table[others.charAt(i)] = true;
        }
        for (int c = 0; c < 128; c++) {
            table[c] |= Character.isLetterOrDigit(c);
        }
        return table;
    }

    private static boolean[] values() {
        boolean[] table = new boolean[256];
        for (int c = 0; c < 256; c++) {
            table[c] = c >= ' ' && c != 0x7f || c == '\t';
        }
        return table;
    }
}
