package dev.edgewise.cache.directive;

import java.util.List;
import java.util.Locale;

/**
 * Reads request {@code Cache-Control} lines (RFC 9111, section 5.2.1). Unknown directives are skipped; a known one that
 * cannot be understood is read in its strictest sense, and of two the stricter holds. Confined to one thread.
 */
final class CacheControl {
    /** Seconds are cut to this, as RFC 9111 section 1.2.2 allows. */
    private static final long SECONDS_MAX = Integer.MAX_VALUE;

    private static final long MALFORMED = -2;

    boolean noCache;
    boolean noStore;
    boolean onlyIfCached;
    long maxAgeS = CacheDirectives.ABSENT;
    long minFreshS = CacheDirectives.ABSENT;
    long maxStaleS = CacheDirectives.ABSENT;

    void read(List<String> lines) {
        for (String line : lines) {
            read(line);
        }
    }

    private void read(String line) {
        int at = 0;
        while (at < line.length()) {
            int end = endOfMember(line, at);
            member(line.substring(at, end).strip());
            at = end + 1;
        }
    }

    /** The comma that ends this member; commas inside quotes do not. */
    private static int endOfMember(String line, int start) {
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

    private void member(String member) {
        int equals = member.indexOf('=');
        String name =
                (equals < 0 ? member : member.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
        String value = equals < 0 ? "" : unquoted(member.substring(equals + 1).strip());
        switch (name) {
            case "no-cache" -> noCache = true;
            case "no-store" -> noStore = true;
            case "only-if-cached" -> onlyIfCached = true;
            case "max-age" -> maxAgeS = stricterLow(maxAgeS, seconds(value), 0);
            case "min-fresh" -> {
                long seconds = seconds(value);
                minFreshS = Math.max(minFreshS, seconds == MALFORMED ? SECONDS_MAX : seconds);
            }
            case "max-stale" -> {
                long seconds = equals < 0 ? CacheDirectives.ANY : seconds(value);
                maxStaleS = stricterLow(maxStaleS, seconds, 0);
            }
            default -> {
                // Unknown directives are ignored, as RFC 9111 section 5.2.3 asks.
            }
        }
    }

    private static long stricterLow(long before, long seconds, long strictest) {
        long value = seconds == MALFORMED ? strictest : seconds;
        return before == CacheDirectives.ABSENT ? value : Math.min(before, value);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** Non-negative whole seconds, or {@link #MALFORMED}. */
    static long seconds(String text) {
        if (text.isEmpty()) {
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
