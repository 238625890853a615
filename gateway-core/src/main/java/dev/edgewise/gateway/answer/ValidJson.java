package dev.edgewise.gateway.answer;

import org.jspecify.annotations.Nullable;

/** A cheap look at whether a JSON answer is there in full. */
final class ValidJson {
    private ValidJson() {}

    /** Whether a body said to be JSON begins and ends as an object or array; other types are left alone. */
    static boolean looksWhole(byte[] body, @Nullable String contentType) {
        if (contentType == null || !contentType.regionMatches(true, 0, "application/json", 0, 16)) {
            return true;
        }
        int first = 0;
        int last = body.length - 1;
        while (first < last && body[first] <= ' ') {
            first++;
        }
        while (last > first && body[last] <= ' ') {
            last--;
        }
        return last > first && (body[first] == '{' && body[last] == '}' || body[first] == '[' && body[last] == ']');
    }
}
