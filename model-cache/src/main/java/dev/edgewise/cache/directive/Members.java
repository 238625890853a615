package dev.edgewise.cache.directive;

import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The members of comma-separated header lines: directives, with or without a value. */
final class Members {
    /** Seconds are cut to this, as RFC 9111 section 1.2.2 allows. */
    static final long SECONDS_MAX = Integer.MAX_VALUE;

    /** What {@link #seconds} gives for a text that is none. */
    static final long MALFORMED = -2;

    private Members() {}

    /** Hands each member's name, in lower case, and its value without quotes to {@code each}; null where there is no value. */
    static void read(List<String> lines, BiConsumer<String, @Nullable String> each) {
        for (String line : lines) {
            int at = 0;
            while (at < line.length()) {
                int end = end(line, at);
                String member = line.substring(at, end).strip();
                if (!member.isEmpty()) {
                    split(member, each);
                }
                at = end + 1;
            }
        }
    }

    private static void split(String member, BiConsumer<String, @Nullable String> each) {
        int equals = member.indexOf('=');
        String name =
                (equals < 0 ? member : member.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
        each.accept(
                name, equals < 0 ? null : unquoted(member.substring(equals + 1).strip()));
    }

    /** The comma that ends the member that begins at {@code start}; commas inside quotes do not. */
    static int end(String line, int start) {
        boolean quoted = false;
        for (int i = start; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\') {
                i++;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return line.length();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Non-negative whole seconds, or {@link #MALFORMED}. */
    static long seconds(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return MALFORMED;
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return MALFORMED;
            }
            seconds = Math.min(SECONDS_MAX, seconds * 10 + (c - '0'));
        }
        return seconds;
    }
}
