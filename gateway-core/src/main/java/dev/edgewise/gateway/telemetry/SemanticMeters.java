package dev.edgewise.gateway.telemetry;

import static dev.edgewise.gateway.account.MeterName.*;

import dev.edgewise.cache.semantic.guard.GuardRule;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.NotAsked;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.semantic.tier.TenantStats;
import dev.edgewise.gateway.account.MeterName;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** The semantic tier's figures. */
public final class SemanticMeters {
    private final SemanticTier tier;
    private final Meters meters;

    private SemanticMeters(SemanticTier tier, Meters meters) {
        this.tier = tier;
        this.meters = meters;
    }

    /** Registers them. */
    public static void register(MeterRegistry registry, SemanticTier tier) {
        new SemanticMeters(tier, new Meters(registry)).register();
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
        meters.gauge(SEMANTIC_QUESTIONS, () -> tier.held().questions());
        meters.gauge(SEMANTIC_BYTES, () -> tier.held().bytes());
        meters.gauge(SEMANTIC_PARTITIONS, () -> tier.held().partitions());
    }

    private void total(MeterName name, ToLongFunction<TenantStats> read, String... tags) {
        meters.total(name, () -> read.applyAsLong(tier.total()), tags);
    }
}
