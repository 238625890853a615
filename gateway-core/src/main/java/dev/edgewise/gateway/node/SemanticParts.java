package dev.edgewise.gateway.node;

import dev.edgewise.cache.semantic.tier.CosineVerifier;
import dev.edgewise.cache.semantic.tier.Odds;
import dev.edgewise.cache.semantic.tier.PairRules;
import dev.edgewise.cache.semantic.tier.Prior;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.semantic.tier.StandardRules;
import dev.edgewise.cache.semantic.tier.TierSettings;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.SemanticConfig;
import dev.edgewise.gateway.config.unit.Share;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.semantic.Meanings;
import dev.edgewise.inference.Engine;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** The semantic tier of a node: there also where the configuration has none, so that a reload can bring it. */
final class SemanticParts {
    private static final TierSettings NONE =
            new TierSettings(new CosineVerifier(""), Prior.NONE, 0, OptionalDouble.empty(), 0);
    private static final long NO_BYTES = 0;

    private final SemanticTier tier;
    private final Meanings meanings;

    SemanticParts(
            NodeConfig config,
            NodeModels models,
            Caches caches,
            Keying keying,
            Engine engine,
            NodeClock clock,
            RandomGenerator random) {
        PairRules rules = new StandardRules();
        this.tier = new SemanticTier(rules, settings(config, models), bytes(config), random);
        this.meanings = new Meanings(tier, caches, keying, engine, rules, clock);
    }

    SemanticTier tier() {
        return tier;
    }

    Meanings meanings() {
        return meanings;
    }

    /** @param tenants those there are now */
    void reload(NodeConfig config, NodeModels models, Collection<String> tenants) {
        tier.apply(settings(config, models), bytes(config));
        tier.follow(tenants);
    }

    private static TierSettings settings(NodeConfig config, NodeModels models) {
        SemanticConfig semantic = config.cache().semantic();
        if (semantic == null) {
            return NONE;
        }
        String embedder = Comparisons.card(config, models, semantic.embedder())
                .map(card -> card.id().value())
                .orElse("");
        Share threshold = semantic.verifier().threshold();
        return new TierSettings(
                new CosineVerifier(embedder),
                Prior.NONE,
                semantic.wrongMax().value(),
                threshold == null ? OptionalDouble.empty() : OptionalDouble.of(Odds.log(threshold.value())),
                semantic.audit().value());
    }

    private static long bytes(NodeConfig config) {
        SemanticConfig semantic = config.cache().semantic();
        return semantic == null ? NO_BYTES : semantic.memoryBytesMax();
    }
}
