package dev.edgewise.cache.item;

import java.nio.charset.StandardCharsets;

/**
 * Where the values of JSON lie that was found well-formed before: one look at each byte, nothing is built. Pure; what it says
 * of anything else is of no use.
 */
final class Skim {
    private Skim() {}

    /** The offset of the first byte from there on that is no blank. */
    static int blank(byte[] json, int from) {
        int at = from;
        while (json[at] <= ' ' && json[at] >= 0) {
            at++;
        }
        return at;
    }

    /** The offset behind the value that begins there. */
    static int value(byte[] json, int from) {
        return switch (json[from]) {
            case '"' -> string(json, from);
            case '{', '[' -> container(json, from);
            default -> {
                int at = from;
                while (at < json.length && json[at] > ' ' && json[at] != ',' && json[at] != ']' && json[at] != '}') {
                    at++;
                }
                yield at;
            }
        };
    }

    /** Whether the string between these offsets is that text, without escapes. */
    static boolean is(byte[] json, int from, int end, String text) {
        if (end - from - 2 != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (json[from + 1 + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a byte lies between these offsets. */
    static boolean has(byte[] json, int from, int end, char wanted) {
        for (int i = from; i < end; i++) {
            if (json[i] == wanted) {
                return true;
            }
        }
        return false;
    }

    /** How many values a flat array holds that begins there. */
    static int count(byte[] json, int from, int end) {
        int count = json[blank(json, from + 1)] == ']' ? 0 : 1;
        for (int i = from; i < end; i++) {
            count += json[i] == ',' ? 1 : 0;
        }
        return count;
    }

    static String text(byte[] json, int from, int end) {
        return new String(json, from, end - from, StandardCharsets.UTF_8);
    }

    private static int string(byte[] json, int from) {
        int at = from + 1;
        while (json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int container(byte[] json, int from) {
        int depth = 0;
        int at = from;
        do {
            switch (json[at]) {
                case '"' -> at = string(json, at) - 1;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {
                    // Part of a number or word, or a blank.
                }
            }
            at++;
        } while (depth > 0);
        return at;
    }
}
