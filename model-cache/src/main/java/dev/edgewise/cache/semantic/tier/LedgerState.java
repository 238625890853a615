package dev.edgewise.cache.semantic.tier;

import java.util.List;

/**
 * What one tenant's traffic has taught, as numbers. Each list has one number for each step of scores.
 *
 * @param asked questions asked
 * @param labels answers compared
 * @param effect how many questions weigh as one that is about something of its own; 1 where nothing says that several
 *     are about one thing
 * @param seen how many best candidates scored so
 * @param right how many of the compared ones were right
 * @param wrong how many of the compared ones were wrong
 */
public record LedgerState(long asked, long labels, double effect, List<Long> seen, List<Long> right, List<Long> wrong) {
    private static final double EFFECT_MAX = 1e6;

    /** @throws IllegalArgumentException if a list has another length, or a number is negative */
    public LedgerState {
        seen = checked(seen);
        right = checked(right);
        wrong = checked(wrong);
        if (asked < 0 || labels < 0) {
            throw new IllegalArgumentException("counts must not be negative");
        }
        if (!(effect >= 1 && effect <= EFFECT_MAX)) {
            throw new IllegalArgumentException("expected an effect of 1 or more");
        }
    }

    private static List<Long> checked(List<Long> counts) {
        if (counts.size() != ScoreBins.COUNT || counts.stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("expected " + ScoreBins.COUNT + " counts");
        }
        return List.copyOf(counts);
    }
}
