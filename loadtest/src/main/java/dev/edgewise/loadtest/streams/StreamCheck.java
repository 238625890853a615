package dev.edgewise.loadtest.streams;

import dev.edgewise.loadtest.client.EventKind;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * Follows one stream by the numbers the stand-in put into its events ({@code x-stamp}): each must come once, alone,
 * in order, and the tokens must be as many as the usage says.
 */
final class StreamCheck {
    /** A number or time that an event did not carry. */
    static final long ABSENT = -1;

    private int events;
    private int tokens;
    private long usageTokens = ABSENT;
    private boolean done;
    private boolean error;
    private String problem = "";

    /** Takes the next event; returns when the centre sent it in microseconds since 1970, {@link #ABSENT} without. */
    long event(Buffer data) {
        String text = data.toString(StandardCharsets.UTF_8);
        if (done) {
            problem("event-after-done");
        }
        switch (EventKind.of(data)) {
            case TOKEN -> tokens++;
            case OTHER -> {
                long counted = number(text, "\"completion_tokens\":");
                usageTokens = counted == ABSENT ? usageTokens : counted;
            }
            case ERROR -> error = true;
            case DONE -> {
                done = true;
                return ABSENT;
            }
        }
        long seq = number(text, "\"seq\":");
        if (seq == ABSENT) {
            problem(error ? "error-event" : "unstamped-event");
        } else if (seq != events) {
            problem(seq > events ? "event-lost-or-merged" : "event-out-of-order");
        }
        events++;
        return number(text, "\"sent_us\":");
    }

    /** What was wrong, empty for nothing; asked at the end of the stream. */
    String verdict(boolean atBoundary) {
        if (!done || !atBoundary) {
            problem("stream-cut");
        }
        if (usageTokens != tokens) {
            problem("tokens-differ-from-usage");
        }
        return problem;
    }

    int events() {
        return events;
    }

    int tokens() {
        return tokens;
    }

    private void problem(String name) {
        problem = problem.isEmpty() ? name : problem;
    }

    private static long number(String text, String field) {
        int at = text.indexOf(field);
        if (at < 0) {
            return ABSENT;
        }
        long value = 0;
        for (int i = at + field.length(); i < text.length() && Character.isDigit(text.charAt(i)); i++) {
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value;
    }
}
