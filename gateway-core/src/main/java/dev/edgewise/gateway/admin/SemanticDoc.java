package dev.edgewise.gateway.admin;

import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.Odds;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.semantic.tier.TenantStats;
import java.util.Locale;
import java.util.Map;

/** The semantic tier's figures as JSON. */
final class SemanticDoc {
    private SemanticDoc() {}

    static Doc of(SemanticTier tier) {
        SemanticTier.Held held = tier.held();
        return new Doc()
                .number("questions", held.questions())
                .number("bytes", held.bytes())
                .number("partitions", held.partitions())
                .objects(
                        "tenants",
                        tier.tenants().entrySet().stream().map(entry -> tenant(entry.getKey(), entry.getValue())));
    }

    private static Doc tenant(String id, TenantStats stats) {
        var near = new Doc();
        for (Found.Why why : Found.Why.values()) {
            some(near, why.wire(), stats.near(), why);
        }
        var guards = new Doc();
        for (GuardRule rule : GuardRule.values()) {
            some(guards, rule.wire(), stats.guards(), rule);
        }
        var skipped = new Doc();
        for (NotAsked why : NotAsked.values()) {
            some(skipped, why.wire(), stats.notAsked(), why);
        }
        TenantStats.Compared compared = stats.compared();
        Doc doc = new Doc()
                .text("tenant", id)
                .number("asked", stats.asked())
                .number("served", stats.served())
                .number("same_words", stats.sameWords())
                .number("nothing_near", stats.nothing())
                .object("near", near)
                .object("guards", guards)
                .object("skipped", skipped)
                .number("checked_right", compared.right())
                .number("checked_wrong", compared.wrong())
                .number("checked_unsure", compared.unsure())
                .number("audited_right", compared.auditedRight())
                .number("audited_wrong", compared.auditedWrong())
                .number("labels", stats.labels());
        return Double.isFinite(stats.threshold())
                ? doc.text("threshold", String.format(Locale.ROOT, "%.4f", Odds.chance(stats.threshold())))
                : doc.text("threshold", "cannot promise");
    }

    private static <E extends Enum<E>> void some(Doc doc, String name, Map<E, Long> counts, E which) {
        long count = counts.getOrDefault(which, 0L);
        if (count > 0) {
            doc.number(name, count);
        }
    }
}
