package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.guard.GuardRule;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One tenant's counts, which are the node's counts too. Thread safe. */
final class TenantFigures {
    /** What is counted beside near answers and questions that were not asked. */
    enum Count {
        ASKED,
        SERVED,
        SAME_WORDS,
        NOTHING,
        RIGHT,
        WRONG,
        UNSURE,
        AUDITED_RIGHT,
        AUDITED_WRONG
    }

    private final @Nullable TenantFigures all;
    private final Map<Count, LongAdder> counts = adders(Count.class);
    private final Map<Found.Why, LongAdder> near = adders(Found.Why.class);
    private final Map<GuardRule, LongAdder> guards = adders(GuardRule.class);
    private final Map<NotAsked, LongAdder> notAsked = adders(NotAsked.class);

    /** @param all what counts the same for all tenants; null for that itself */
    TenantFigures(@Nullable TenantFigures all) {
        this.all = all;
    }

    void count(Count what) {
        add(counts, what);
        if (all != null) {
            all.count(what);
        }
    }

    void near(Found.Near found) {
        add(near, found.why());
        GuardRule rule = found.match().refusedBy();
        if (rule != null) {
            add(guards, rule);
        }
        if (all != null) {
            all.near(found);
        }
    }

    void notAsked(NotAsked why) {
        add(notAsked, why);
        if (all != null) {
            all.notAsked(why);
        }
    }

    TenantStats stats(double threshold, long labels) {
        Map<Count, Long> sums = sums(counts);
        return new TenantStats(
                sums.getOrDefault(Count.ASKED, 0L),
                sums.getOrDefault(Count.SERVED, 0L),
                sums.getOrDefault(Count.SAME_WORDS, 0L),
                sums.getOrDefault(Count.NOTHING, 0L),
                sums(near),
                sums(guards),
                sums(notAsked),
                new TenantStats.Compared(
                        sums.getOrDefault(Count.RIGHT, 0L),
                        sums.getOrDefault(Count.WRONG, 0L),
                        sums.getOrDefault(Count.UNSURE, 0L),
                        sums.getOrDefault(Count.AUDITED_RIGHT, 0L),
                        sums.getOrDefault(Count.AUDITED_WRONG, 0L)),
                threshold,
                labels);
    }

    private static <E extends Enum<E>> void add(Map<E, LongAdder> counts, E which) {
        LongAdder adder = counts.get(which);
        if (adder != null) {
            adder.increment();
        }
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            adders.put(constant, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders) {
        return adders.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }
}
