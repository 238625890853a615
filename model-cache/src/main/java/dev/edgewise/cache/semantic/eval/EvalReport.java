package dev.edgewise.cache.semantic.eval;

import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.verify.Proportion;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param runs runs that were judged
 * @param asked questions asked in all of them together
 * @param different how many of those are different ones: splits ask some anew, beside other stored ones
 * @param exact what an exact cache would have served of all that came, those asked included
 * @param reachable questions with a right answer among the nearest few, of all asked
 * @param entrants each way of choosing, without and with the guards
 * @param judged the way whose slices and mistakes are shown
 * @param slices what it served of each kind of question, at the frozen thresholds
 * @param guards what each guard did to the nearest candidates
 * @param mistakes its highest-scored wrong answers, the highest first
 */
public record EvalReport(
        int runs,
        long asked,
        long different,
        Proportion exact,
        Proportion reachable,
        List<Entrant> entrants,
        String judged,
        Map<String, Served> slices,
        Map<GuardRule, OfGuard> guards,
        List<Mistake> mistakes) {
    /** Copies the collections. */
    public EvalReport {
        entrants = List.copyOf(entrants);
        mistakes = List.copyOf(mistakes);
    }

    /** A share of what was asked as evidence: what is asked twice tells little more than what is asked once. */
    public Proportion evidence(Proportion share) {
        return asked == 0 ? share : share.thinned((double) different / asked);
    }

    /**
     * What a guard refused, of the nearest candidates.
     *
     * @param right whose answer was right
     * @param wrong whose answer was wrong
     * @param rightServed how many of the right ones would have been served by {@code judged} without guards
     * @param wrongServed likewise of the wrong ones
     */
    public record OfGuard(long right, long wrong, long rightServed, long wrongServed) {}

    /**
     * A wrong answer, as far as the labels know.
     *
     * @param served whether the frozen threshold would have served it
     */
    public record Mistake(double score, boolean served, String asked, String stored) {}
}
