package dev.edgewise.cache.store;

import dev.edgewise.cache.answer.Form;
import dev.edgewise.cache.directive.CacheDirectives;
import dev.edgewise.cache.store.Lookup.Cause;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.Lookup.Miss;
import dev.edgewise.cache.store.Lookup.Stale;
import java.util.concurrent.TimeUnit;

/** Whether a stored answer is fresh enough for a request (RFC 9111, sections 4.2 and 5.2.1). Pure. */
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
        boolean accepted =
                leftNanos > 0 || (directives.maxStaleS() >= 0 && -leftNanos <= nanos(directives.maxStaleS()));
        return accepted ? new Hit(entry, ageS, leftS, form) : new Stale(entry, ageS, -leftS);
    }

    /** Saturates, so that "any" stays larger than every age. */
    private static long nanos(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
