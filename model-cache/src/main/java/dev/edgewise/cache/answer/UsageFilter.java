package dev.edgewise.cache.answer;

import dev.edgewise.cache.sse.SseParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the usage event out of a stream, and the {@code usage} without a value out of the others, for readers who did not
 * ask for it. Costs a look at each byte, and a parse of
 * those events only that name a usage. Safe for use by several threads.
 */
public final class UsageFilter {
    private static final byte[] NAME = "\"usage\"".getBytes(StandardCharsets.US_ASCII);

    private final ReplyCheck check;

    public UsageFilter(ReplyCheck check) {
        this.check = check;
    }

    /** The events as those get them who did not ask for usage: the very array when none tells it. Whole events only. */
    public byte[] without(byte[] all) {
        byte[] events = UsageNulls.without(all);
        if (!namesUsage(events)) {
            return events;
        }
        var scan = new ReplyScan(check.strictJson());
        List<int[]> hidden = new ArrayList<>();
        new SseParser(Math.max(1, events.length), event -> {
                    boolean usage = scan.add(event.data(), 0, event.data().length) && scan.lastIsUsageOnly;
                    if (usage) {
                        hidden.add(new int[] {(int) event.start(), (int) event.end()});
                    }
                })
                .feed(events, 0, events.length);
        byte[] left = events;
        for (int[] span : hidden.reversed()) {
            byte[] rest = Arrays.copyOf(left, left.length - (span[1] - span[0]));
            System.arraycopy(left, span[1], rest, span[0], left.length - span[1]);
            left = rest;
        }
        return left;
    }

    /** Whether an object stands behind the name somewhere. */
    private static boolean namesUsage(byte[] events) {
        for (int i = 0; i + NAME.length < events.length; i++) {
            if (events[i] == '"' && events[i + 1] == 'u' && isUsage(events, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUsage(byte[] events, int at) {
        if (!Arrays.equals(events, at, at + NAME.length, NAME, 0, NAME.length)) {
            return false;
        }
        boolean colon = false;
        for (int i = at + NAME.length; i < events.length; i++) {
            switch (events[i]) {
                case ' ', '\t' -> {}
                case ':' -> colon = true;
                case '{' -> {
                    return colon;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }
}
