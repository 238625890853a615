package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.semantic.tier.TenantStats;
import dev.edgewise.gateway.account.MeterName;
import dev.edgewise.gateway.semantic.Meanings;
import dev.edgewise.gateway.semantic.PinnedFigures;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToLongFunction;

/** The semantic tier's figures. */
public final class SemanticMeters {
    private static final List<Found.Why> PINNED_NEAR =
            List.of(Found.Why.GUARD, Found.Why.SCORE, Found.Why.UNPROVEN, Found.Why.VERIFIER);

    private final SemanticTier tier;
    private final Meanings meanings;
    private final Meters meters;

    private SemanticMeters(SemanticTier tier, Meanings meanings, Meters meters) {
        this.tier = tier;
        this.meanings = meanings;
        this.meters = meters;
    }

    /** Registers them. */
    public static void register(MeterRegistry registry, SemanticTier tier, Meanings meanings) {
        new SemanticMeters(tier, meanings, new Meters(registry)).register();
    }

    private void register() {
        total(SEMANTIC_ASKED, stats -> stats.served() - stats.sameWords(), "result", "served");
        total(SEMANTIC_ASKED, TenantStats::sameWords, "result", "same-words");
        total(SEMANTIC_ASKED, TenantStats::nothing, "result", "nothing-near");
        for (Found.Why why : Found.Why.values()) {
            total(SEMANTIC_ASKED, stats -> stats.near().getOrDefault(why, 0L), "result", why.wire());
        }
        for (GuardRule rule : GuardRule.values()) {
            total(SEMANTIC_GUARDED, stats -> stats.guards().getOrDefault(rule, 0L), "rule", rule.wire());
        }
        for (NotAsked why : NotAsked.values()) {
            total(SEMANTIC_SKIPPED, stats -> stats.notAsked().getOrDefault(why, 0L), "why", why.wire());
        }
        total(SEMANTIC_CHECKED, stats -> stats.compared().right(), "result", "right");
        total(SEMANTIC_CHECKED, stats -> stats.compared().wrong(), "result", "wrong");
        total(SEMANTIC_CHECKED, stats -> stats.compared().unsure(), "result", "unsure");
        total(SEMANTIC_AUDITED, stats -> stats.compared().auditedRight(), "result", "right");
        total(SEMANTIC_AUDITED, stats -> stats.compared().auditedWrong(), "result", "wrong");
        PinnedFigures pinned = meanings.pinnedFigures();
        meters.total(SEMANTIC_PINNED, pinned::served, "result", "served");
        meters.total(SEMANTIC_PINNED, pinned::nothing, "result", "nothing-near");
        meters.total(SEMANTIC_PINNED, pinned::skipped, "result", "not-compared");
        for (Found.Why why : PINNED_NEAR) {
            meters.total(SEMANTIC_PINNED, () -> pinned.near(why), "result", why.wire());
        }
        meters.gauge(SEMANTIC_PINNED_QUESTIONS, meanings::pinnedQuestions);
        meters.gauge(SEMANTIC_QUESTIONS, () -> tier.held().questions());
        meters.gauge(SEMANTIC_BYTES, () -> tier.held().bytes());
        meters.gauge(SEMANTIC_PARTITIONS, () -> tier.held().partitions());
    }

    private void total(MeterName name, ToLongFunction<TenantStats> read, String... tags) {
        meters.total(name, () -> read.applyAsLong(tier.total()), tags);
    }
}
