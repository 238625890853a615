package dev.edgewise.gateway.http;

import dev.edgewise.gateway.request.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The caller's {@code Edge-Deadline}: a whole number with {@code ms} or {@code s}.
 *
 * @param nanos the time it gives, 0 when the header is absent, -1 when it cannot be read
 */
record EdgeDeadline(long nanos) {
    private static final long DAY_MILLIS = 86_400_000L;

    static EdgeDeadline of(@Nullable String text) {
        return text == null ? new EdgeDeadline(0) : new EdgeDeadline(parse(text.trim()));
    }

    boolean isValid() {
        return nanos >= 0;
    }

    Refusal refusal() {
        return Refusal.invalid(
                "invalid_header",
                "Edge-Deadline",
                "Edge-Deadline must be a time such as 1500ms or 30s, at most one day.");
    }

    private static long parse(String text) {
        boolean millis = text.endsWith("ms");
        if (!millis && !text.endsWith("s")) {
            return -1;
        }
        String digits = text.substring(0, text.length() - (millis ? 2 : 1));
        if (digits.isEmpty() || digits.length() > 8 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long value = Long.parseLong(digits) * (millis ? 1 : 1000);
        return value == 0 || value > DAY_MILLIS ? -1 : value * 1_000_000;
    }
}
