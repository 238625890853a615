package dev.edgewise.gateway.node;

import dev.edgewise.gateway.admin.LocalState;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.local.LocalEngine;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The local models that the configuration names: loads them ahead, and knows how each stands. Any thread. */
final class LocalModels {
    private static final System.Logger LOG = System.getLogger(LocalModels.class.getName());

    private final LocalEngine engine;
    private final Supplier<Collection<ModelCard>> configured;
    private final Map<ModelId, String> failures = new ConcurrentHashMap<>();

    /** @param configured the models in force */
    LocalModels(LocalEngine engine, Supplier<Collection<ModelCard>> configured) {
        this.engine = engine;
        this.configured = configured;
    }

    /** Loads those that are not loaded yet, one after the other; one that cannot be loaded is logged and noted. */
    void load() {
        ids().forEach(this::load);
    }

    /** How each stands, by its name in the store. */
    Map<String, LocalState> states() {
        Collection<ModelId> ready = engine.ready();
        Map<String, LocalState> states = new TreeMap<>();
        ids().forEach(id -> {
            String failure = failures.get(id);
            LocalState state = ready.contains(id)
                    ? new LocalState.Ready()
                    : failure == null ? new LocalState.Loading() : new LocalState.Failed(failure);
            states.put(id.value(), state);
        });
        return states;
    }

    private void load(ModelId id) {
        try {
            engine.load(id, Call.patient());
            failures.remove(id);
        } catch (EngineException e) {
            failures.put(id, e.fault().message());
            LOG.log(
                    Level.WARNING,
                    "model {0} is not ready: {1}",
                    id.value(),
                    e.fault().message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Stream<ModelId> ids() {
        return configured.get().stream().map(ModelCard::id).distinct();
    }
}
