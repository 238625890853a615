package dev.edgewise.gateway.node;

import dev.edgewise.cache.segment.DiskCache;
import dev.edgewise.cache.segment.QuestionRecord;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.StoredQuestion;
import dev.edgewise.cache.semantic.tier.Calibrated;
import dev.edgewise.cache.semantic.tier.CosineVerifier;
import dev.edgewise.cache.semantic.tier.LedgerFile;
import dev.edgewise.cache.semantic.tier.Odds;
import dev.edgewise.cache.semantic.tier.PairRules;
import dev.edgewise.cache.semantic.tier.Prior;
import dev.edgewise.cache.semantic.tier.SemanticTier;
import dev.edgewise.cache.semantic.tier.StandardRules;
import dev.edgewise.cache.semantic.tier.TierSettings;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.SemanticConfig;
import dev.edgewise.gateway.config.unit.Share;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.lookup.Keying;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.gateway.semantic.Meanings;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.catalog.ModelCard;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Collection;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/** The semantic tier of a node: there also where the configuration has none, so that a reload can bring it. Any thread. */
final class SemanticParts {
    private static final System.Logger LOG = System.getLogger(SemanticParts.class.getName());
    private static final TierSettings NONE =
            new TierSettings(new CosineVerifier(""), Prior.NONE, 0, OptionalDouble.empty(), 0);
    private static final long NO_BYTES = 0;

    private final Engine engine;
    private final NodeClock clock;
    private final Path learned;
    private final PairRules rules;
    private final SemanticTier tier;
    private final Meanings meanings;
    private volatile String scoresOf;

    /** @throws IllegalArgumentException if the configuration names a verifier that is none */
    SemanticParts(
            NodeConfig config,
            NodeModels models,
            Caches caches,
            Keying keying,
            Engine engine,
            NodeClock clock,
            RandomGenerator random) {
        this.engine = engine;
        this.clock = clock;
        this.learned = config.store().dir().resolve("semantic").resolve("learned.json");
        this.rules = new StandardRules();
        TierSettings settings = settings(config, models);
        this.tier = new SemanticTier(rules, settings, bytes(config), random);
        this.scoresOf = scoresOf(config, models, settings.verifier());
        this.meanings = new Meanings(tier, caches, keying, engine, rules, clock, this::keep);
        restore();
    }

    /** Has questions kept beside their answers, and takes in those that an earlier run kept. */
    void keepOn(DiskCache disk) {
        tier.onStored(disk::keep);
        disk.begin(this::takeIn);
    }

    private void takeIn(QuestionRecord kept) {
        var question = new Question(
                kept.text(),
                kept.language(),
                kept.vector(),
                kept.tokens(),
                rules.prepare(kept.text(), kept.language()));
        tier.adopt(new StoredQuestion(kept.entry(), kept.partition(), question));
    }

    SemanticTier tier() {
        return tier;
    }

    Meanings meanings() {
        return meanings;
    }

    /**
     * Judges as the configuration says from now on.
     *
     * @param models its local models
     * @param made what {@link #settings} made of it
     * @param tenants those there are now
     */
    void reload(NodeConfig config, NodeModels models, TierSettings made, Collection<String> tenants) {
        String next = scoresOf(config, models, made.verifier());
        boolean other = !next.equals(scoresOf);
        if (other) {
            keep();
        }
        tier.apply(made, bytes(config));
        tier.follow(tenants);
        if (other) {
            scoresOf = next;
            tier.unlearn();
            restore();
        }
    }

    /** Has the operator's questions of these rules read. */
    void follow(Rules rules) {
        meanings.follow(rules);
    }

    /**
     * How questions are judged by that configuration.
     *
     * @throws IllegalArgumentException if it names a verifier that is none
     */
    TierSettings settings(NodeConfig config, NodeModels models) {
        SemanticConfig semantic = config.cache().semantic();
        if (semantic == null) {
            return NONE;
        }
        Share threshold = semantic.verifier().threshold();
        Verifier verifier = Verifiers.of(config, semantic, models, engine, clock);
        return new TierSettings(
                verifier,
                Verifiers.prior(semantic, scoresOf(config, models, verifier)),
                semantic.wrongMax().value(),
                semantic.confidence().value(),
                threshold == null ? OptionalDouble.empty() : OptionalDouble.of(Odds.log(threshold.value())),
                semantic.audit().value());
    }

    /** Whose scores these are: a verifier's on the vectors of one state of the embedder's files. */
    private static String scoresOf(NodeConfig config, NodeModels models, Verifier verifier) {
        SemanticConfig semantic = config.cache().semantic();
        String vectors = semantic == null
                ? ""
                : Comparisons.card(models, semantic.embedder())
                        .map(ModelCard::revision)
                        .orElse("");
        return Calibrated.scoresOf(verifier.id(), vectors);
    }

    /** Writes down what was learned; a failure is logged. */
    synchronized void keep() {
        var states = tier.learned();
        if (states.isEmpty()) {
            return;
        }
        try {
            LedgerFile.write(learned, scoresOf, states, tier.wrong());
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "what the semantic tier has learned could not be kept in " + learned, failed);
        }
    }

    private void restore() {
        try {
            tier.restore(LedgerFile.read(learned, scoresOf));
            tier.restoreWrong(LedgerFile.readWrong(learned, scoresOf));
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "what the semantic tier had learned could not be read from " + learned, failed);
        }
    }

    private static long bytes(NodeConfig config) {
        SemanticConfig semantic = config.cache().semantic();
        return semantic == null ? NO_BYTES : semantic.memoryBytesMax();
    }
}
