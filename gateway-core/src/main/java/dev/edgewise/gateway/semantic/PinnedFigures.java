package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.Standing;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What came of comparing questions with the operator's own. Any thread. */
public final class PinnedFigures {
    private final LongAdder served = new LongAdder();
    private final LongAdder nothing = new LongAdder();
    private final LongAdder notCompared = new LongAdder();
    private final Map<Found.Why, LongAdder> near = new EnumMap<>(Found.Why.class);

    PinnedFigures() {
        for (Found.Why why : Found.Why.values()) {
            near.put(why, new LongAdder());
        }
    }

    void count(Standing.Verdict verdict) {
        Standing.Judged kept = verdict.near();
        if (verdict.served() != null) {
            served.increment();
        } else if (kept == null || kept.why() == null) {
            nothing.increment();
        } else {
            near.getOrDefault(kept.why(), nothing).increment();
        }
    }

    void notCompared() {
        notCompared.increment();
    }

    /** Questions that got the operator's answer. */
    public long served() {
        return served.sum();
    }

    /** Questions with none of the operator's near. */
    public long nothing() {
        return nothing.sum();
    }

    /** Questions that could not be compared in time. */
    public long skipped() {
        return notCompared.sum();
    }

    /** Questions that had one near, whose answer was kept back for that reason. */
    public long near(Found.Why why) {
        return near.getOrDefault(why, nothing).sum();
    }
}
