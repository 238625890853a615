package dev.edgewise.gateway.node;

import dev.edgewise.gateway.admin.LocalState;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.residency.ModelState;
import dev.edgewise.inference.residency.ModelView;
import dev.edgewise.routing.LocalReadiness;
import dev.edgewise.routing.LocalReadiness.State;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The local models that the configuration names: loads them ahead, and knows how each stands. Any thread. */
final class LocalModels {
    private static final System.Logger LOG = System.getLogger(LocalModels.class.getName());

    private final LocalEngine engine;
    private final Supplier<NodeModels> configured;
    private final Pulling pulling;

    /**
     * Nothing is loaded yet.
     *
     * @param configured the models in force
     * @param pulling knows how those stand that are not in the store
     */
    LocalModels(LocalEngine engine, Supplier<NodeModels> configured, Pulling pulling) {
        this.engine = engine;
        this.configured = configured;
        this.pulling = pulling;
    }

    /** Loads those that stay and are not loaded yet, one after the other; one that cannot be loaded is logged. */
    void load() {
        NodeModels models = configured.get();
        ids(models).filter(id -> !models.keepAlive().containsKey(id)).forEach(this::load);
    }

    /**
     * The same after a change of the configuration; one that was unloaded meanwhile, and is configured as it was, stays
     * so.
     *
     * @param before the models that were in force
     */
    void loadAfter(NodeModels before) {
        NodeModels models = configured.get();
        Set<ModelCard> known = before.cards().stream()
                .filter(card -> !before.keepAlive().containsKey(card.id()))
                .collect(Collectors.toSet());
        Map<ModelId, ModelView> residents = residents();
        models.cards().stream()
                .filter(card -> !(known.contains(card) && wasUnloaded(residents.get(card.id()))))
                .map(ModelCard::id)
                .distinct()
                .filter(id -> !models.keepAlive().containsKey(id))
                .forEach(this::load);
    }

    private static boolean wasUnloaded(@Nullable ModelView resident) {
        return resident != null && resident.state() == ModelState.PULLED && resident.failure() == null;
    }

    /** How each stands, by its name in the store. */
    Map<String, LocalState> states() {
        NodeModels models = configured.get();
        Map<ModelId, ModelView> residents = residents();
        Map<String, LocalState> states = new TreeMap<>();
        ids(models).forEach(id -> states.put(id.value(), state(id, residents, models)));
        models.absent().forEach(id -> pulling.state(id).ifPresent(state -> states.put(id.value(), state)));
        return states;
    }

    /** What those that were loaded are computed with. */
    Map<ModelId, ProviderChoice> providers() {
        return engine.providers();
    }

    /** How soon a model could answer. One that is not in memory begins to load, for somebody wants it. */
    LocalReadiness readiness(ModelId model) {
        Optional<LocalReadiness> absent = pulling.readiness(model);
        if (absent.isPresent()) {
            return absent.get();
        }
        Optional<Duration> wait = engine.untilStart(model);
        if (wait.isPresent()) {
            return new LocalReadiness(State.READY, wait.get().toNanos());
        }
        ModelView resident = residents().get(model);
        if (resident == null) {
            return new LocalReadiness(State.COLD, 0);
        }
        return switch (resident.state()) {
            case LOADING -> new LocalReadiness(State.LOADING, resident.loadNanos());
            case WARM, DRAINING -> new LocalReadiness(State.COLD, resident.loadNanos());
            case PULLED, ABSENT ->
                new LocalReadiness(resident.failure() == null ? State.COLD : State.FAILED, resident.loadNanos());
        };
    }

    private static LocalState state(ModelId id, Map<ModelId, ModelView> residents, NodeModels models) {
        ModelView resident = residents.get(id);
        boolean atFirstUse = models.keepAlive().containsKey(id);
        if (resident == null) {
            return atFirstUse ? new LocalState.Resting() : new LocalState.Loading();
        }
        String failure = resident.failure();
        return switch (resident.state()) {
            case WARM -> new LocalState.Ready();
            case LOADING -> atFirstUse || resident.loads() > 0 ? new LocalState.Resting() : new LocalState.Loading();
            case PULLED, ABSENT, DRAINING ->
                failure == null ? new LocalState.Resting() : new LocalState.Failed(failure);
        };
    }

    /** What those that were ever asked for take of the memory. */
    Map<ModelId, ModelView> residents() {
        return engine.residents().stream().collect(Collectors.toMap(ModelView::id, Function.identity()));
    }

    private void load(ModelId id) {
        try {
            engine.load(id, Call.patient());
        } catch (EngineException e) {
            LOG.log(
                    Level.WARNING,
                    "model {0} is not ready: {1}",
                    id.value(),
                    e.fault().message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Stream<ModelId> ids(NodeModels models) {
        return models.cards().stream().map(ModelCard::id).distinct();
    }
}
