package dev.edgewise.cache.shared;

import dev.edgewise.cache.store.EntryRecord;
import dev.edgewise.cache.store.PurgeTarget;
import java.util.HashMap;
import java.util.Map;

/**
 * The purges of a shared tier, as one node knows them. Immutable.
 *
 * @param stamp the tier's life and its last purge in here
 * @param purged the last number of each target that was purged
 */
public record PurgeLog(Stamp stamp, Map<PurgeTarget, Long> purged) {
    /** Most targets a tier remembers one by one; one more counts as a purge of everything. */
    public static final int TARGETS_MAX = 10_000;

    /** What is known before the tier was first asked: no stamp compares with it. */
    public static final PurgeLog UNKNOWN = new PurgeLog(new Stamp(0, -1), Map.of());

    /** Copies the map. */
    public PurgeLog {
        purged = Map.copyOf(purged);
    }

    /** Whether the answer was written in this life of the tier, and no purge since then covers it. */
    public boolean survives(EntryRecord record, Stamp written) {
        if (written.life() != stamp.life()) {
            return false;
        }
        for (PurgeTarget target : PurgeTarget.covering(record.key(), record.labels())) {
            Long number = purged.get(target);
            if (number != null && number > written.number()) {
                return false;
            }
        }
        return true;
    }

    /** The log after one more purge. */
    public PurgeLog with(PurgeTarget target) {
        long next = stamp.number() + 1;
        Map<PurgeTarget, Long> more = new HashMap<>();
        if (!(target instanceof PurgeTarget.All) && (purged.size() < TARGETS_MAX || purged.containsKey(target))) {
            more.putAll(purged);
            more.put(target, next);
        } else {
            more.put(new PurgeTarget.All(), next);
        }
        return new PurgeLog(new Stamp(stamp.life(), next), more);
    }
}
