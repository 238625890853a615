package dev.edgewise.gateway.request;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * W3C Trace Context, level 1: the caller's trace is continued with a span of this node; a missing or malformed
 * {@code traceparent} starts a new trace.
 *
 * @param header the {@code traceparent} that says "this node's span is your parent"
 * @param parentId the caller's span, or null when the trace starts here
 */
public record TraceContext(AsciiString header, @Nullable String parentId) {
    private static final int LENGTH = 55;
    private static final int TRACE_AT = 3;
    private static final int SPAN_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FRAME =
            "00-................................-................-01".getBytes(StandardCharsets.US_ASCII);

    public static TraceContext continuing(@Nullable String traceparent, RandomGenerator random) {
        byte[] text = FRAME.clone();
        hex(text, SPAN_AT, random.nextLong() | 1L);
        String parentId = null;
        if (traceparent == null || !valid(traceparent)) {
            hex(text, TRACE_AT, random.nextLong() | 1L);
            hex(text, TRACE_AT + 16, random.nextLong());
        } else {
            for (int i = TRACE_AT; i < SPAN_AT - 1; i++) {
                text[i] = (byte) traceparent.charAt(i);
            }
            text[FLAGS_AT] = (byte) traceparent.charAt(FLAGS_AT);
            text[FLAGS_AT + 1] = (byte) traceparent.charAt(FLAGS_AT + 1);
            parentId = traceparent.substring(SPAN_AT, FLAGS_AT - 1);
        }
        return new TraceContext(new AsciiString(text, false), parentId);
    }

    /** 32 lower-case hex digits. */
    public AsciiString traceId() {
        return header.subSequence(TRACE_AT, SPAN_AT - 1, false);
    }

    /** 16 lower-case hex digits, this node's span. */
    public AsciiString spanId() {
        return header.subSequence(SPAN_AT, FLAGS_AT - 1, false);
    }

    private static void hex(byte[] text, int at, long value) {
        for (int i = 0; i < 16; i++) {
            text[at + i] = DIGITS[(int) (value >>> (60 - 4 * i)) & 15];
        }
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
