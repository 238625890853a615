package dev.edgewise.gateway.node;

import dev.edgewise.gateway.config.ModelConfig;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.store.ModelLibrary;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The local models of one configuration, found and scanned, by what the configuration calls them. Immutable. */
final class NodeModels {
    private static final System.Logger LOG = System.getLogger(NodeModels.class.getName());

    private final Map<String, ModelCard> cards;
    private final Map<ModelId, KeepAlive> keepAlive;
    private final Map<ModelId, ProviderPlan> providers;

    private NodeModels(
            Map<String, ModelCard> cards, Map<ModelId, KeepAlive> keepAlive, Map<ModelId, ProviderPlan> providers) {
        this.cards = Map.copyOf(cards);
        this.keepAlive = Map.copyOf(keepAlive);
        this.providers = Map.copyOf(providers);
    }

    /**
     * Reads the models' files. A model that is not there or refused is left out where the centre serves its name too.
     *
     * @throws IllegalArgumentException if nothing else serves its name; the message says why it is refused
     */
    static NodeModels of(NodeConfig config) {
        ModelLibrary library = ModelFiles.library(config);
        Map<String, ModelCard> cards = new HashMap<>();
        Map<ModelId, KeepAlive> keepAlive = new HashMap<>();
        Map<ModelId, ProviderPlan> providers = new HashMap<>();
        Set<ModelId> ahead = new HashSet<>();
        for (ModelConfig model : config.models()) {
            var local = model.local();
            if (local == null) {
                continue;
            }
            try {
                ModelCard card = library.card(local.model());
                cards.put(local.model(), card);
                List<Provider> order = local.providers();
                if (order != null) {
                    providers.put(
                            card.id(), Limits.providers(config.inference()).ordered(order));
                }
                KeepAlive keep = local.keepAlive();
                if (keep == null) {
                    ahead.add(card.id());
                } else {
                    keepAlive.merge(card.id(), keep, (one, other) -> one.nanos() > other.nanos() ? one : other);
                }
            } catch (IOException e) {
                if (model.central() == null) {
                    throw new IllegalArgumentException(
                            "model " + model.name() + " cannot be served: " + e.getMessage(), e);
                }
                LOG.log(Level.WARNING, "model {0} is left to the centre: {1}", model.name(), e.getMessage());
            }
        }
        keepAlive.keySet().removeAll(ahead);
        return new NodeModels(cards, keepAlive, providers);
    }

    /** The model that the configuration calls so; empty if it is left out. */
    Optional<ModelCard> card(String name) {
        return Optional.ofNullable(cards.get(name));
    }

    /** All of them, and those inside the node's own jars. */
    ModelCatalog catalog() {
        Map<ModelId, ModelCard> all = new LinkedHashMap<>();
        ModelCatalog.embedded().cards().forEach(card -> all.put(card.id(), card));
        cards.values().forEach(card -> all.put(card.id(), card));
        return new ModelCatalog(all.values());
    }

    /** How long those models stay that are loaded at their first use; all others are loaded ahead and stay. */
    Map<ModelId, KeepAlive> keepAlive() {
        return keepAlive;
    }

    /** What those models are computed with that say it themselves. */
    Map<ModelId, ProviderPlan> providers() {
        return providers;
    }

    Collection<ModelCard> cards() {
        return cards.values();
    }
}
