package dev.edgewise.cache.store;

import dev.edgewise.cache.key.CacheKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Purges as numbers: each gets the next one. An entry whose making began before a hard purge that covers it is dead; before
 * a soft one, it is stale since then. True at once for any number of entries, and for answers still being made. Safe for
 * use by several threads.
 */
final class Epochs {
    private record Softened(long epoch, long atNanos) {}

    private static final PurgeTarget ALL = new PurgeTarget.All();

    private final int targetsMax;
    private final Map<PurgeTarget, Long> purged = new ConcurrentHashMap<>();
    private final Map<PurgeTarget, Softened> softened = new ConcurrentHashMap<>();
    /** The last purge of any group, by tenant. */
    private final Map<String, Long> groups = new ConcurrentHashMap<>();

    /** The last purge of what is known only once the answer is there, whoever it is for. */
    private volatile long broad;
    /** Of purges up to this one only the number is remembered: an entry that was not looked at since is dead. */
    private volatile long floor;

    private volatile long current;

    /** @param targetsMax most purge targets remembered one by one */
    Epochs(int targetsMax) {
        this.targetsMax = targetsMax;
    }

    /** The number of the last purge. */
    long current() {
        return current;
    }

    /** Puts a purge in force; returns its number. */
    synchronized long purge(Purge purge, long nowNanos) {
        long next = current + 1;
        PurgeTarget target = purge.target();
        if (!purge.soft() && target.equals(ALL)) {
            forget(next);
        } else {
            if (purged.size() + softened.size() >= targetsMax) {
                forget(median());
            }
            if (purge.soft()) {
                softened.put(target, new Softened(next, nowNanos));
            } else {
                purged.put(target, next);
            }
            divide(target, next);
        }
        // Last: whoever sees the new number must find what it stands for.
        current = next;
        return next;
    }

    /** Answers asked for before and after may not be shared where the purge might cover them. */
    private void divide(PurgeTarget target, long epoch) {
        switch (target) {
            case PurgeTarget.Group(var tenant, var group) -> groups.put(tenant, epoch);
            case PurgeTarget.GroupOfAll _, PurgeTarget.Region _, PurgeTarget.All _ -> broad = epoch;
            case PurgeTarget.Key _, PurgeTarget.Tenant _, PurgeTarget.Model _ -> {
                // Found in the map itself.
            }
        }
    }

    /** Keeps only the number of purges up to {@code epoch}. What they cover is dead, and so is what nobody looked at since. */
    private void forget(long epoch) {
        // First: whoever does not find a target any more must find the number.
        floor = epoch;
        purged.values().removeIf(number -> number <= epoch);
        softened.values().removeIf(soft -> soft.epoch <= epoch);
        groups.values().removeIf(number -> number <= epoch);
    }

    private long median() {
        long[] numbers = LongStream.concat(
                        purged.values().stream().mapToLong(number -> number),
                        softened.values().stream().mapToLong(Softened::epoch))
                .sorted()
                .toArray();
        return numbers[numbers.length / 2];
    }

    /**
     * The last purge that may cover the answer to a question, a soft one too: two callers may share an answer under way only
     * when it is the same for both.
     */
    long dividing(CacheKey key, String tenant, String model) {
        if (current == 0) {
            return 0;
        }
        long last = Math.max(broad, groups.getOrDefault(tenant, 0L));
        for (PurgeTarget target :
                List.of(new PurgeTarget.Key(key), new PurgeTarget.Tenant(tenant), new PurgeTarget.Model(model))) {
            Softened soft = softened.get(target);
            last = Math.max(last, Math.max(purged.getOrDefault(target, 0L), soft == null ? 0 : soft.epoch));
        }
        // Read last, as in survives.
        return Math.max(last, floor);
    }

    /** Whether no hard purge covers the entry; a soft one makes it stale. One comparison, but for the first lookup after a purge. */
    boolean survives(CacheEntry entry) {
        long now = current;
        if (entry.checkedEpoch() == now) {
            return true;
        }
        boolean dead = false;
        for (PurgeTarget target : PurgeTarget.covering(entry.key(), entry.labels())) {
            Long purge = purged.get(target);
            dead |= purge != null && purge > entry.epoch();
            Softened soft = softened.get(target);
            if (soft != null && soft.epoch > entry.epoch()) {
                entry.soften(soft.atNanos);
            }
        }
        // Read after the targets: one that is forgotten meanwhile has raised it before.
        if (dead || entry.checkedEpoch() < floor) {
            return false;
        }
        entry.survived(now);
        return true;
    }
}
