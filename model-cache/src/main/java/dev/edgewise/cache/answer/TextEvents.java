package dev.edgewise.cache.answer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts the events of a stream that bring text: by what models write, about one a token. Costs a look at each byte;
 * nothing is parsed. Safe for use by several threads.
 */
public final class TextEvents {
    /** What text is called in chat and completions: answers, reasoning, refusals and the arguments of tools. */
    private static final byte[][] NAMES = {
        ascii("content"),
        ascii("text"),
        ascii("reasoning_content"),
        ascii("reasoning"),
        ascii("refusal"),
        ascii("arguments")
    };

    private TextEvents() {}

    /** How many events bring some: whole events, each with its JSON on one line. */
    public static int count(byte[] events) {
        int count = 0;
        for (int i = 1; i < events.length; i++) {
            if (events[i] == ':' && beginsText(events, i + 1) && endsName(events, i)) {
                count++;
                while (i < events.length && events[i] != '\n') {
                    i++;
                }
            }
        }
        return count;
    }

    /** Whether a string that is not empty stands there. */
    private static boolean beginsText(byte[] events, int from) {
        int at = from;
        while (at < events.length && events[at] == ' ') {
            at++;
        }
        return at + 1 < events.length && events[at] == '"' && events[at + 1] != '"';
    }

    /** Whether one of the names stands before the colon. A quote within a string is escaped, so this is a member's. */
    private static boolean endsName(byte[] events, int colon) {
        int end = colon - 1;
        while (end > 0 && events[end] == ' ') {
            end--;
        }
        if (events[end] != '"') {
            return false;
        }
        for (byte[] name : NAMES) {
            int from = end - name.length;
            if (from > 0 && events[from - 1] == '"' && Arrays.equals(events, from, end, name, 0, name.length)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
