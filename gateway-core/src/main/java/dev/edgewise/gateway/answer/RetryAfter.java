package dev.edgewise.gateway.answer;

import org.jspecify.annotations.Nullable;

/** An endpoint's {@code Retry-After} in seconds; the form with a date counts as absent. */
final class RetryAfter {
    private static final int SECONDS_MAX = 3_600;

    private RetryAfter() {}

    /** Nanoseconds to wait, 0 when the line is absent or not a number. */
    static long nanos(@Nullable String line) {
        if (line == null || line.isEmpty() || line.length() > 9 || !line.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return Math.min(Integer.parseInt(line), SECONDS_MAX) * 1_000_000_000L;
    }
}
