package dev.edgewise.cache.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Purges as numbers: each gets the next one, and an entry whose making began before a purge that covers it is dead. True
 * at once for any number of entries, and for answers still being made. Safe for use by several threads.
 */
final class Epochs {
    private final int targetsMax;
    private final Map<PurgeTarget, Long> purged = new ConcurrentHashMap<>();
    private volatile long current;

    /** @param targetsMax most purge targets remembered; one more counts as a purge of everything */
    Epochs(int targetsMax) {
        this.targetsMax = targetsMax;
    }

    /** The number of the last purge. */
    long current() {
        return current;
    }

    synchronized void purge(PurgeTarget target) {
        long next = current + 1;
        boolean remembers = purged.size() < targetsMax || purged.containsKey(target);
        PurgeTarget kept = remembers ? target : new PurgeTarget.All();
        purged.put(kept, next);
        if (kept instanceof PurgeTarget.All) {
            purged.keySet().removeIf(other -> !other.equals(kept));
        }
        // Last: whoever sees the new number must find what it stands for.
        current = next;
    }

    /** Whether no purge covers the entry. One comparison, but for the first lookup after a purge. */
    boolean survives(CacheEntry entry) {
        long now = current;
        if (entry.checkedEpoch() == now) {
            return true;
        }
        Labels labels = entry.labels();
        boolean dead = isAfter(new PurgeTarget.All(), entry)
                || isAfter(new PurgeTarget.Key(entry.key()), entry)
                || isAfter(new PurgeTarget.Tenant(labels.tenant()), entry)
                || isAfter(new PurgeTarget.Model(labels.model()), entry)
                || (labels.region() != null && isAfter(new PurgeTarget.Region(labels.region()), entry));
        for (String group : labels.groups()) {
            dead |= isAfter(new PurgeTarget.Group(labels.tenant(), group), entry);
        }
        if (!dead) {
            entry.survived(now);
        }
        return !dead;
    }

    private boolean isAfter(PurgeTarget target, CacheEntry entry) {
        Long purge = purged.get(target);
        return purge != null && purge > entry.epoch();
    }
}
