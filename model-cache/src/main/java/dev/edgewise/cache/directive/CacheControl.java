package dev.edgewise.cache.directive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads request {@code Cache-Control} lines (RFC 9111, section 5.2.1; RFC 5861). Unknown directives are skipped; a known one
 * that cannot be understood is read in its strictest sense, and of two the stricter holds. Confined to one thread.
 */
final class CacheControl {
    boolean noCache;
    boolean noStore;
    boolean onlyIfCached;
    long maxAgeS = CacheDirectives.ABSENT;
    long minFreshS = CacheDirectives.ABSENT;
    long maxStaleS = CacheDirectives.ABSENT;
    long staleIfErrorS = CacheDirectives.ABSENT;

    void read(List<String> lines) {
        Members.read(lines, this::member);
    }

    private void member(String name, @Nullable String value) {
        switch (name) {
            case "no-cache" -> noCache = true;
            case "no-store" -> noStore = true;
            case "only-if-cached" -> onlyIfCached = true;
            case "max-age" -> maxAgeS = stricterLow(maxAgeS, Members.seconds(value));
            case "min-fresh" -> {
                long seconds = Members.seconds(value);
                minFreshS = Math.max(minFreshS, seconds == Members.MALFORMED ? Members.SECONDS_MAX : seconds);
            }
            case "max-stale" ->
                maxStaleS = stricterLow(maxStaleS, value == null ? CacheDirectives.ANY : Members.seconds(value));
            case "stale-if-error" -> staleIfErrorS = stricterLow(staleIfErrorS, Members.seconds(value));
            default -> {
                // Unknown directives are ignored, as RFC 9111 section 5.2.3 asks.
            }
        }
    }

    private static long stricterLow(long before, long seconds) {
        long value = seconds == Members.MALFORMED ? 0 : seconds;
        return before == CacheDirectives.ABSENT ? value : Math.min(before, value);
    }
}
