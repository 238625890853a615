package dev.edgewise.gateway.node;

import dev.edgewise.cache.semantic.language.EmbedderLanguages;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.SemanticConfig;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the configuration has questions compared. */
final class Comparisons {
    private static final System.Logger LOG = System.getLogger(Comparisons.class.getName());
    /** The prompt that embedders with several have for what is searched for. */
    private static final String QUERY = "query";

    private Comparisons() {}

    /**
     * The rules of it, or null when it has none, or while its embedder is still being pulled.
     *
     * @throws UnusableException if the embedder is none
     */
    static Rules.@Nullable Comparing of(NodeConfig config, NodeModels models) {
        SemanticConfig semantic = config.cache().semantic();
        if (semantic == null) {
            return null;
        }
        if (models.awaited(semantic.embedder()).isPresent()) {
            LOG.log(Level.INFO, "no questions are compared before {0} is pulled", semantic.embedder());
            return null;
        }
        ModelCard card = card(models, semantic.embedder())
                .orElseThrow(() -> new UnusableException(
                        "cache.semantic.embedder: " + semantic.embedder() + " has no model on this node"));
        if (!(card.skill() instanceof Skill.Embedding embedding)) {
            throw new UnusableException("cache.semantic.embedder: " + semantic.embedder()
                    + " is no embedder: its model's task is "
                    + card.task().name().toLowerCase(java.util.Locale.ROOT));
        }
        return new Rules.Comparing(
                card.id(),
                card.revision(),
                embedding.prompts().containsKey(QUERY) ? Optional.of(QUERY) : Optional.empty(),
                languages(semantic, card),
                semantic.timeMax().toNanos(),
                semantic.questionCharsMax());
    }

    /** What the embedder speaks; null for every language. */
    private static @Nullable Set<String> languages(SemanticConfig semantic, ModelCard card) {
        List<String> named = semantic.languages();
        if (named != null) {
            return named.contains(SemanticConfig.ALL_LANGUAGES) ? null : Set.copyOf(named);
        }
        Set<String> known = EmbedderLanguages.of(card.id().value()).codes();
        if (known.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "nobody knows which languages {0} speaks, so no questions are compared: name them in cache.semantic.languages",
                    semantic.embedder());
        }
        return known;
    }

    /** The local model behind a name that callers use. */
    static Optional<ModelCard> card(NodeModels models, String alias) {
        return models.served(alias).map(NodeModels.Served::active);
    }
}
