package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.guard.GuardRule;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One tenant's counts. Thread safe. */
final class TenantFigures {
    final LongAdder asked = new LongAdder();
    final LongAdder served = new LongAdder();
    final LongAdder sameWords = new LongAdder();
    final LongAdder nothing = new LongAdder();
    final LongAdder right = new LongAdder();
    final LongAdder wrong = new LongAdder();
    final LongAdder unsure = new LongAdder();
    final LongAdder auditedRight = new LongAdder();
    final LongAdder auditedWrong = new LongAdder();
    private final Map<Found.Why, LongAdder> near = adders(Found.Why.class);
    private final Map<GuardRule, LongAdder> guards = adders(GuardRule.class);
    private final Map<NotAsked, LongAdder> notAsked = adders(NotAsked.class);

    void near(Found.Near found) {
        add(near, found.why());
        GuardRule rule = found.match().refusedBy();
        if (rule != null) {
            add(guards, rule);
        }
    }

    void notAsked(NotAsked why) {
        add(notAsked, why);
    }

    TenantStats stats(double threshold, long labels) {
        return new TenantStats(
                asked.sum(),
                served.sum(),
                sameWords.sum(),
                nothing.sum(),
                sums(near, Found.Why.class),
                sums(guards, GuardRule.class),
                sums(notAsked, NotAsked.class),
                new TenantStats.Compared(
                        right.sum(), wrong.sum(), unsure.sum(), auditedRight.sum(), auditedWrong.sum()),
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

    private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders, Class<E> type) {
        Map<E, Long> sums = new EnumMap<>(type);
        adders.forEach((constant, adder) -> sums.put(constant, adder.sum()));
        return sums;
    }
}
