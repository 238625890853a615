package dev.edgewise.inference.store.scan;

import java.util.List;

/**
 * One part of a regular expression: a set of characters, a place, or a group, and how often it may stand there.
 *
 * @param atom what is repeated, as it is written
 * @param least how often at least
 * @param most how often at most; {@link #ENDLESS} where that is not bounded
 * @param single whether it is one character
 * @param zeroWidth whether it is a place, and no character
 * @param inner ways to match what is repeated, once
 * @param innerSteps characters and places tried to do so in all these ways, those of a loop counted once
 * @param innerEndless whether a loop is within it
 * @param innerNullable whether it matches nothing, too
 */
record PatternItem(
        String atom,
        int least,
        int most,
        boolean single,
        boolean zeroWidth,
        long inner,
        long innerSteps,
        boolean innerEndless,
        boolean innerNullable) {
    static final int ENDLESS = Integer.MAX_VALUE;

    static PatternItem character(String atom, int least, int most) {
        return new PatternItem(atom, least, most, true, false, 1, 1, false, false);
    }

    static PatternItem look(String atom) {
        return new PatternItem(atom, 1, 1, false, true, 1, 1, false, false);
    }

    /** Whether it surely does not fail. */
    boolean nullable() {
        return least == 0 || innerNullable;
    }

    boolean endless() {
        return most == ENDLESS || innerEndless;
    }

    /** Ways to match it, those of loops left out. */
    long ways() {
        if (most == ENDLESS) {
            return 1;
        }
        long ways = Math.addExact((long) most - least, 1);
        for (int i = 0; i < most && inner > 1; i++) {
            ways = Math.multiplyExact(ways, inner);
        }
        return ways;
    }

    /** Characters and places tried to match it in all its ways, those of loops counted once. */
    long steps() {
        if (most == ENDLESS) {
            return innerSteps;
        }
        long steps = 0;
        long before = 1;
        for (int i = 0; i < most; i++) {
            steps = Math.addExact(steps, Math.multiplyExact(before, innerSteps));
            before = Math.multiplyExact(before, inner);
        }
        return steps;
    }

    /** As {@link #steps}, of parts that follow each other: a part is tried anew for each way of those before it. */
    static long steps(List<PatternItem> items) {
        long steps = 0;
        long before = 1;
        for (PatternItem item : items) {
            steps = Math.addExact(steps, Math.multiplyExact(before, item.steps()));
            before = Math.multiplyExact(before, item.ways());
        }
        return steps;
    }

    String text() {
        return Operators.quote(atom);
    }
}
