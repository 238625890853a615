package dev.edgewise.gateway.request;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * W3C Trace Context, level 1: the caller's trace is continued with a span of this node; a missing or malformed
 * {@code traceparent} starts a new trace.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits, this node's span
 * @param parentId the caller's span, or null when the trace starts here
 * @param flags two hex digits
 */
public record TraceContext(
        String traceId, String spanId, @Nullable String parentId, String flags) {
    private static final int LENGTH = 55;
    private static final HexFormat HEX = HexFormat.of();

    public static TraceContext continuing(@Nullable String traceparent, RandomGenerator random) {
        String span = HEX.toHexDigits(nonZero(random));
        if (traceparent == null || !valid(traceparent)) {
            return new TraceContext(
                    HEX.toHexDigits(nonZero(random)) + HEX.toHexDigits(random.nextLong()), span, null, "01");
        }
        return new TraceContext(
                traceparent.substring(3, 35), span, traceparent.substring(36, 52), traceparent.substring(53, LENGTH));
    }

    /** The header that says "this node's span is your parent". */
    public String header() {
        return "00-" + traceId + '-' + spanId + '-' + flags;
    }

    private static long nonZero(RandomGenerator random) {
        return random.nextLong() | 1L;
    }

    private static boolean valid(String text) {
        boolean shape = text.length() >= LENGTH
                && text.charAt(2) == '-'
                && text.charAt(35) == '-'
                && text.charAt(52) == '-'
                && (text.length() == LENGTH || (text.charAt(LENGTH) == '-' && !text.startsWith("00")));
        return shape
                && hex(text, 0, 2)
                && !text.startsWith("ff")
                && hex(text, 3, 35)
                && hex(text, 36, 52)
                && hex(text, 53, LENGTH)
                && !zeros(text, 3, 35)
                && !zeros(text, 36, 52);
    }

    private static boolean hex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean zeros(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
