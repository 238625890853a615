package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.Match;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.Odds;
import dev.edgewise.cache.semantic.tier.Standing;
import java.util.Locale;

/** What {@code Cache-Status} says in its detail: the inside of a quoted string, without quotes or backslashes. */
final class Details {
    private Details() {}

    /** Such as {@code semantic; sim=0.97}. */
    static String served(Found.Served served) {
        String how = served.sameWords() ? "; same-words" : "";
        return "semantic; sim=" + two(served.match().similarity()) + how;
    }

    /** Such as {@code near; sim=0.98; guard=number} or {@code near; sim=0.93; score=0.71; threshold=0.90}. */
    static String near(Found.Near near) {
        Match match = near.match();
        StringBuilder text = new StringBuilder("near; sim=").append(two(match.similarity()));
        GuardRule rule = match.refusedBy();
        if (rule != null) {
            return text.append("; guard=").append(rule.wire()).toString();
        }
        if (!Double.isNaN(match.score())) {
            text.append("; score=").append(two(Odds.chance(match.score())));
        }
        if (Double.isFinite(match.threshold())) {
            text.append("; threshold=").append(two(Odds.chance(match.threshold())));
        }
        return text.append("; why=").append(near.why().wire()).toString();
    }

    /** Such as {@code pinned; sim=0.94}. */
    static String pinned(Standing.Judged served) {
        return "pinned; sim=" + two(served.similarity());
    }

    /** Such as {@code pinned-near; sim=0.98; guard=number} or {@code pinned-near; sim=0.91; min=0.95; why=score}. */
    static String pinnedNear(Standing.Judged near) {
        StringBuilder text = new StringBuilder("pinned-near; sim=").append(two(near.similarity()));
        GuardRule rule = near.refusedBy();
        if (rule != null) {
            return text.append("; guard=").append(rule.wire()).toString();
        }
        if (!Double.isNaN(near.score())) {
            text.append("; score=").append(two(Odds.chance(near.score())));
            text.append("; threshold=").append(two(Odds.chance(near.threshold())));
        } else if (near.standing().similarityMin().isPresent()) {
            text.append("; min=").append(two(near.standing().similarityMin().getAsDouble()));
        }
        return near.why() == null
                ? text.toString()
                : text.append("; why=").append(near.why().wire()).toString();
    }

    /** Such as {@code not-compared; why=language}. */
    static String notAsked(NotAsked why) {
        return "not-compared; why=" + why.wire();
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
