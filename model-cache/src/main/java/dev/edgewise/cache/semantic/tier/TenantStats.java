package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.semantic.guard.GuardRule;
import java.util.Map;

/**
 * One tenant's figures since the start.
 *
 * @param asked questions looked for
 * @param served answers served by meaning, those by the same words included
 * @param sameWords of these, by the same words but for case, blanks and the mark at the end
 * @param nothing questions without any to compare with
 * @param near near answers that were not served, by what kept them back
 * @param guards of these, the rules that told them apart
 * @param notAsked questions that were not looked for
 * @param compared near answers compared with the real one
 * @param threshold the score from which on answers are served now; infinite when nothing can be promised
 * @param labels outcomes the threshold was learned from, earlier runs included
 */
public record TenantStats(
        long asked,
        long served,
        long sameWords,
        long nothing,
        Map<Found.Why, Long> near,
        Map<GuardRule, Long> guards,
        Map<NotAsked, Long> notAsked,
        Compared compared,
        double threshold,
        long labels) {
    /** Copies the maps. */
    public TenantStats {
        near = Map.copyOf(near);
        guards = Map.copyOf(guards);
        notAsked = Map.copyOf(notAsked);
    }

    /**
     * Near answers compared with the real one.
     *
     * @param right both say the same
     * @param wrong they differ
     * @param unsure neither is plain; nothing was learned
     * @param auditedRight of the right ones, those that would have been served
     * @param auditedWrong of the wrong ones, those that would have been served
     */
    public record Compared(long right, long wrong, long unsure, long auditedRight, long auditedWrong) {}
}
