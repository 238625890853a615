package dev.edgewise.gateway.node;

import dev.edgewise.gateway.config.LocalConfig;
import dev.edgewise.gateway.config.ModelConfig;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.SemanticConfig;
import dev.edgewise.gateway.rules.Rules;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the configuration has questions compared. */
final class Comparisons {
    /** The prompt that embedders with several have for what is searched for. */
    private static final String QUERY = "query";

    private Comparisons() {}

    /**
     * The rules of it, or null when it has none.
     *
     * @throws IllegalArgumentException if the embedder is none
     */
    static Rules.@Nullable Comparing of(NodeConfig config, NodeModels models) {
        SemanticConfig semantic = config.cache().semantic();
        if (semantic == null) {
            return null;
        }
        ModelCard card = card(config, models, semantic.embedder())
                .orElseThrow(() -> new IllegalArgumentException(
                        "cache.semantic.embedder: " + semantic.embedder() + " has no model on this node"));
        if (!(card.skill() instanceof Skill.Embedding embedding)) {
            throw new IllegalArgumentException("cache.semantic.embedder: " + semantic.embedder()
                    + " is no embedder: its model's task is "
                    + card.task().name().toLowerCase(java.util.Locale.ROOT));
        }
        return new Rules.Comparing(
                card.id(),
                embedding.prompts().containsKey(QUERY) ? Optional.of(QUERY) : Optional.empty(),
                semantic.languages().contains(SemanticConfig.ALL_LANGUAGES) ? null : Set.copyOf(semantic.languages()),
                semantic.timeMax().toNanos(),
                semantic.questionCharsMax());
    }

    /** The local model behind a name that callers use. */
    static Optional<ModelCard> card(NodeConfig config, NodeModels models, String alias) {
        return config.models().stream()
                .filter(model -> model.name().equals(alias))
                .map(ModelConfig::local)
                .filter(local -> local != null)
                .map(LocalConfig::model)
                .flatMap(model -> models.card(model).stream())
                .findFirst();
    }
}
