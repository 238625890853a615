package dev.edgewise.gateway.node;

import dev.edgewise.gateway.config.CanaryConfig;
import dev.edgewise.gateway.config.LocalConfig;
import dev.edgewise.gateway.config.ModelConfig;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.ShadowConfig;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.store.ModelLibrary;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.NotPulledException;
import dev.edgewise.inference.store.StoreRefusedException;
import dev.edgewise.inference.version.Versions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The local models of one configuration, found and scanned, by what the configuration calls them. Immutable. */
final class NodeModels {
    private static final System.Logger LOG = System.getLogger(NodeModels.class.getName());

    private final Map<String, ModelCard> cards;
    private final Map<String, Served> served;
    private final Map<ModelId, KeepAlive> keepAlive;

    private final Map<ModelId, ProviderPlan> providers;

    /** What is still to be pulled: by the names that callers use, and by what stands for it meanwhile. */
    private final Map<String, ModelReference> awaited;

    private final Map<ModelId, ModelReference> absent;
    private final Set<ModelReference> wanted;

    private NodeModels(Reading reading) {
        this.cards = Map.copyOf(reading.cards);
        this.served = Map.copyOf(reading.served);
        this.keepAlive = Map.copyOf(reading.keepAlive);
        this.providers = Map.copyOf(reading.providers);
        this.awaited = Map.copyOf(reading.awaited);
        this.absent = awaited.values().stream()
                .distinct()
                .collect(Collectors.toMap(NodeModels::standIn, Function.identity()));
        this.wanted = Collections.unmodifiableSet(reading.wanted);
    }

    /**
     * What answers under one name.
     *
     * @param canary answers part; empty for none
     * @param shadow answers unseen; empty for none
     */
    record Served(ModelCard active, Optional<Canary> canary, Optional<ModelCard> shadow) {}

    /** A version that answers {@code sharePercent} of the requests. */
    record Canary(ModelCard card, int sharePercent) {}

    /**
     * Reads the models' files. A model that is not in the store is wanted where the configuration allows pulls. One that
     * is refused is left out where the centre serves its name too, and a canary or shadow always.
     *
     * @throws UnusableException if nothing else serves its name; the message says why it is refused
     */
    static NodeModels of(NodeConfig config, Promotions promotions) {
        var reading = new Reading(
                ModelFiles.library(config),
                config.node().region(),
                Limits.providers(config.inference()),
                config.inference().hub().pull());
        for (ModelConfig model : config.models()) {
            var local = model.local();
            if (local != null) {
                reading.read(model, promotions.effective(model.name(), local));
                CanaryConfig canary = local.canary();
                if (canary != null) {
                    // What is out of service now is still known, so that it can come back.
                    reading.version(model.name(), local.onlyOf(canary.model()));
                }
            }
        }
        reading.keepAlive.keySet().removeAll(reading.ahead);
        return new NodeModels(reading);
    }

    private static final class Reading {
        private final ModelLibrary library;
        private final Map<String, ModelCard> cards = new HashMap<>();
        private final Map<String, Served> served = new HashMap<>();
        private final Map<ModelId, KeepAlive> keepAlive = new HashMap<>();
        private final Map<ModelId, ProviderPlan> providers = new HashMap<>();
        private final ProviderPlan plan;
        private final Set<ModelId> ahead = new HashSet<>();
        private final Map<String, ModelReference> awaited = new HashMap<>();
        private final Set<ModelReference> wanted = new LinkedHashSet<>();
        private final boolean pulls;
        private final String region;

        Reading(ModelLibrary library, String region, ProviderPlan plan, boolean pulls) {
            this.library = library;
            this.region = region;
            this.plan = plan;
            this.pulls = pulls;
        }

        void read(ModelConfig model, LocalConfig local) {
            try {
                ModelCard active = card(local);
                CanaryConfig canary = local.canary();
                ShadowConfig shadow = local.shadow();
                served.put(
                        model.name(),
                        new Served(
                                active,
                                canary == null
                                        ? Optional.empty()
                                        : version(model.name(), local.onlyOf(canary.model()))
                                                .filter(card -> !card.id().equals(active.id()))
                                                .map(card -> new Canary(card, canary.sharePercent())),
                                shadow == null
                                        ? Optional.empty()
                                        : version(model.name(), local.onlyOf(shadow.model()))
                                                .filter(card -> !card.id().equals(active.id()))));
            } catch (IOException e) {
                if (awaits(e)) {
                    awaited.put(model.name(), ((NotPulledException) e).reference());
                    return;
                }
                if (model.central() == null) {
                    throw new UnusableException("model " + model.name() + " cannot be served: " + e.getMessage(), e);
                }
                LOG.log(Level.WARNING, "model {0} is left to the centre: {1}", model.name(), e.getMessage());
            }
        }

        Optional<ModelCard> version(String name, LocalConfig version) {
            try {
                return Optional.of(card(version));
            } catch (IOException e) {
                if (awaits(e)) {
                    return Optional.empty();
                }
                LOG.log(Level.WARNING, "a version of {0} is left out: {1}", name, e.getMessage());
                return Optional.empty();
            }
        }

        /** Whether the model lacks nothing but being pulled, which is asked for then. */
        private boolean awaits(IOException lack) {
            if (pulls && lack instanceof NotPulledException notPulled) {
                wanted.add(notPulled.reference());
                return true;
            }
            return false;
        }

        private ModelCard card(LocalConfig local) throws IOException {
            ModelCard card = library.card(local.model());
            if (!card.wishes().allows(region)) {
                throw new StoreRefusedException("its manifest allows regions "
                        + card.wishes().regions() + ", and this node stands in " + region + " (node.region)");
            }
            cards.put(local.model(), card);
            List<Provider> order = local.providers();
            // What the node's operator says of a model counts more than what its manifest prefers.
            if (order != null) {
                providers.put(card.id(), plan.ordered(order));
            } else if (!card.wishes().providers().isEmpty()) {
                providers.put(card.id(), plan.preferring(card.wishes().providers()));
            }
            KeepAlive keep = local.keepAlive();
            if (keep == null) {
                ahead.add(card.id());
            } else {
                keepAlive.merge(card.id(), keep, (one, other) -> one.nanos() > other.nanos() ? one : other);
            }
            return card;
        }
    }

    /** The references that are still to be pulled, in the order of the configuration. */
    Set<ModelReference> wanted() {
        return wanted;
    }

    /** What stands for the model behind a name that callers use until it is pulled; empty where nothing is awaited. */
    Optional<ModelId> awaited(String name) {
        return Optional.ofNullable(awaited.get(name)).map(NodeModels::standIn);
    }

    /** What such a stand-in waits for; empty for every other model. */
    Optional<ModelReference> absent(ModelId model) {
        return Optional.ofNullable(absent.get(model));
    }

    /** All stand-ins. */
    Set<ModelId> absent() {
        return absent.keySet();
    }

    /** Like the reference, and so unlike every name of the store, as far as names allow. */
    private static ModelId standIn(ModelReference reference) {
        String text = reference.toString().replace('#', ':');
        return new ModelId(ModelId.isValid(text) ? text : "pull:" + reference.name());
    }

    /** What answers under a name that callers use; empty if it is left out. */
    Optional<Served> served(String name) {
        return Optional.ofNullable(served.get(name));
    }

    /** The model that the configuration calls so. */
    Optional<ModelCard> named(String model) {
        return Optional.ofNullable(cards.get(model));
    }

    /** The versions of all models that have more than one. */
    List<Versions> versions() {
        return served.values().stream()
                .filter(each -> each.canary.isPresent() || each.shadow.isPresent())
                .map(each -> new Versions(
                        each.active.id(),
                        each.canary.map(canary -> new Versions.Canary(canary.card.id(), canary.sharePercent)),
                        each.shadow.map(ModelCard::id)))
                .toList();
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
