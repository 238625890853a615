package dev.edgewise.gateway.node;

import dev.edgewise.cache.semantic.tier.Calibrated;
import dev.edgewise.cache.semantic.tier.CosineVerifier;
import dev.edgewise.cache.semantic.tier.Prior;
import dev.edgewise.cache.semantic.verify.BlendedVerifier;
import dev.edgewise.cache.semantic.verify.CrossEncoderVerifier;
import dev.edgewise.cache.semantic.verify.Verifier;
import dev.edgewise.cache.semantic.verify.VerifierFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.SemanticConfig;
import dev.edgewise.gateway.request.NodeClock;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Optional;

/** The verifier that a configuration names. */
final class Verifiers {
    private static final System.Logger LOG = System.getLogger(Verifiers.class.getName());

    private Verifiers() {}

    /**
     * The light scorer trained here or the corrected cosine that comes with Edgewise for that embedder; the cosine where
     * there is none; and a cross-encoder beside it where one is named.
     *
     * @throws UnusableException if the file is no scorer for the embedder, or the model no cross-encoder
     */
    static Verifier of(NodeConfig config, SemanticConfig semantic, NodeModels models, Engine engine, NodeClock clock) {
        String embedder = Comparisons.card(models, semantic.embedder())
                .map(card -> card.id().value())
                .orElse("");
        Verifier light = light(semantic, embedder);
        String name = semantic.verifier().model();
        // Until a cross-encoder is pulled the light one judges alone.
        if (name == null || models.awaited(name).isPresent()) {
            return light;
        }
        Optional<ModelCard> card = Comparisons.card(models, name);
        if (card.isEmpty() || !(card.get().skill() instanceof Skill.Reranking)) {
            throw new UnusableException("cache.semantic.verifier.model: " + name + " does not read two texts together");
        }
        return new BlendedVerifier(
                light,
                new CrossEncoderVerifier(
                        engine, card.get().id(), card.get().revision(), semantic.timeMax(), clock.nanos()));
    }

    /**
     * What labelled questions say of these scores; nothing where there are none, or they tell of others: nothing is
     * promised then.
     *
     * @param scores whose they are, see {@link Calibrated#scoresOf}
     */
    static Prior prior(SemanticConfig semantic, String scores) {
        Path file = semantic.calibration();
        if (file == null) {
            return Prior.NONE;
        }
        try {
            return Calibrated.read(file, scores);
        } catch (IOException notThis) {
            LOG.log(
                    Level.WARNING,
                    "cache.semantic.calibration is not used, and nothing is promised: {0}",
                    notThis.getMessage());
            return Prior.NONE;
        }
    }

    private static Verifier light(SemanticConfig semantic, String embedder) {
        Path file = semantic.verifier().file();
        try {
            return file == null ? CosineVerifier.orShipped(embedder) : VerifierFiles.read(file, embedder);
        } catch (IOException noScorer) {
            throw new UnusableException("cache.semantic.verifier.file: " + noScorer.getMessage(), noScorer);
        }
    }
}
