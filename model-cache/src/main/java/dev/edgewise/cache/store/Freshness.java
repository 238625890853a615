package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.store.Lookup.Cause;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Miss;
import dev.edgewise.cache.store.Lookup.Stale;
import dev.edgewise.cache.store.Lookup.State;
import java.util.concurrent.TimeUnit;

/** Whether a stored answer is fresh enough for a request (RFC 9111, sections 4.2 and 5.2.1; RFC 5861). Pure. */
final class Freshness {
    private Freshness() {}

    static Lookup judge(CacheEntry entry, Form form, long nowNanos, CacheDirectives directives) {
        if (!directives.mayRead()) {
            return new Miss(Cause.BYPASSED);
        }
        long ageNanos = entry.ageNanos(nowNanos);
        long leftNanos = entry.ttlNanos() - ageNanos;
        if (directives.maxAgeS() >= 0 && ageNanos > nanos(directives.maxAgeS())) {
            return new Miss(Cause.TOO_OLD);
        }
        if (directives.minFreshS() >= 0 && leftNanos < nanos(directives.minFreshS())) {
            return new Miss(Cause.ENDS_TOO_SOON);
        }
        long ageS = TimeUnit.NANOSECONDS.toSeconds(ageNanos);
        long leftS = Math.floorDiv(leftNanos, TimeUnit.SECONDS.toNanos(1));
        return leftNanos > 0
                ? new Hit(entry, ageS, leftS, form, State.FRESH)
                : stale(entry, form, directives, ageS, leftS, -leftNanos);
    }

    private static Lookup stale(
            CacheEntry entry, Form form, CacheDirectives directives, long ageS, long leftS, long staleNanos) {
        if (staleNanos < entry.span().revalidateNanos()) {
            return new Hit(entry, ageS, leftS, form, State.REVALIDATE);
        }
        // What an operator or an answer's maker called out of date is nothing that a caller can accept.
        boolean acceptable = directives.maxStaleS() >= 0 && !entry.isSoftened();
        if (acceptable && staleNanos < entry.span().acceptNanos() && staleNanos <= nanos(directives.maxStaleS())) {
            return new Hit(entry, ageS, leftS, form, State.ACCEPTED);
        }
        return serves(entry, directives, staleNanos) ? new Stale(entry, ageS, -leftS, form) : new Miss(Cause.TOO_STALE);
    }

    /** Whether an answer that has been stale for so long may stand in for one that cannot be had. */
    private static boolean serves(CacheEntry entry, CacheDirectives directives, long staleNanos) {
        long asked = directives.staleIfErrorS();
        return staleNanos < entry.span().errorNanos() && (asked < 0 || staleNanos < nanos(asked));
    }

    /** Saturates, so that "any" stays larger than every age. */
    private static long nanos(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
