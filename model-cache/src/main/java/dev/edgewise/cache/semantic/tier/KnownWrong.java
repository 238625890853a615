package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.key.CacheKey;
import java.util.HashMap;
import java.util.Map;

/**
 * What an earlier run knew of answers that were wrong, until their questions are there again. Safe for use by several
 * threads.
 */
final class KnownWrong {
    /** Most answers of which that is kept. */
    static final int ANSWERS_MAX = 10_000;

    private final Map<CacheKey, WrongAt> known = new HashMap<>();
    private int scale;

    /** Begins with these, whose scores are of that scale. */
    synchronized void restore(Map<CacheKey, WrongAt> earlier, int onScale) {
        scale = onScale;
        known.clear();
        addTo(known, earlier);
    }

    /** The record with which a question begins whose answer lies under that key. */
    synchronized TrackRecord recordOf(CacheKey entry) {
        WrongAt wrong = known.remove(entry);
        TrackRecord begun = new TrackRecord();
        if (wrong != null) {
            begun.restore(wrong, scale);
        }
        return begun;
    }

    /** Adds those that were not asked for again, as far as there is room. */
    synchronized Map<CacheKey, WrongAt> with(Map<CacheKey, WrongAt> now) {
        addTo(now, known);
        return now;
    }

    private static void addTo(Map<CacheKey, WrongAt> all, Map<CacheKey, WrongAt> more) {
        for (var one : more.entrySet()) {
            if (all.size() < ANSWERS_MAX) {
                all.putIfAbsent(one.getKey(), one.getValue());
            }
        }
    }
}
