package dev.edgewise.cache.answer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes {@code "usage":null} out of events: streams that end with a usage event have it in all others, and who did not ask
 * for the one has no use for the other. Looks at bytes, for in a string of JSON no quote stands unescaped.
 */
final class UsageNulls {
    private static final byte[] NAME = "\"usage\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private UsageNulls() {}

    /** The events without it: the very array where it is not among them. */
    static byte[] without(byte[] events) {
        byte[] left = NOTHING;
        int size = 0;
        int copied = 0;
        for (int i = 1; i + NAME.length < events.length; i++) {
            if (events[i] != '"' || !isAt(events, i, NAME)) {
                continue;
            }
            int from = comma(events, i);
            int to = end(events, i + NAME.length);
            if (from >= copied && to > 0) {
                left = copied == 0 ? new byte[events.length] : left;
                System.arraycopy(events, copied, left, size, from - copied);
                size += from - copied;
                copied = to;
                i = to - 1;
            }
        }
        if (copied == 0) {
            return events;
        }
        System.arraycopy(events, copied, left, size, events.length - copied);
        return Arrays.copyOf(left, size + events.length - copied);
    }

    private static boolean isAt(byte[] events, int at, byte[] word) {
        return at + word.length <= events.length && Arrays.equals(events, at, at + word.length, word, 0, word.length);
    }

    /** Where the comma before the name stands; -1 where it is the first of its object. */
    private static int comma(byte[] events, int name) {
        int at = name - 1;
        while (at >= 0 && isBlank(events[at])) {
            at--;
        }
        return at >= 0 && events[at] == ',' ? at : -1;
    }

    /** Where what stands behind the name ends, if it is null; else -1. */
    private static int end(byte[] events, int from) {
        int at = skipBlank(events, from);
        if (at >= events.length || events[at] != ':') {
            return -1;
        }
        at = skipBlank(events, at + 1);
        return isAt(events, at, NULL) ? at + NULL.length : -1;
    }

    private static int skipBlank(byte[] events, int from) {
        int at = from;
        while (at < events.length && isBlank(events[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }
}
