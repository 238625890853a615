package dev.edgewise.gateway.admin;

import dev.edgewise.gateway.config.KeepAliveTime;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.residency.ModelView;
import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code GET /admin/v1/models} and {@code …/models/{name}}: the names callers use, and what stands behind them. */
public final class ModelsResource {
    private final Supplier<List<ModelAlias>> aliases;
    private final Supplier<Map<String, LocalState>> states;
    private final Supplier<Map<ModelId, ProviderChoice>> providers;
    private final Supplier<Map<ModelId, ModelView>> residents;

    private ModelsResource(
            Supplier<List<ModelAlias>> aliases,
            Supplier<Map<String, LocalState>> states,
            Supplier<Map<ModelId, ProviderChoice>> providers,
            Supplier<Map<ModelId, ModelView>> residents) {
        this.residents = residents;
        this.aliases = aliases;
        this.states = states;
        this.providers = providers;
    }

    /**
     * Its routes.
     *
     * @param aliases those in force
     * @param states of local models, by their names in the store
     * @param providers what those that were loaded are computed with
     * @param residents what those that were ever asked for take of the memory
     */
    public static List<Route> routes(
            Supplier<List<ModelAlias>> aliases,
            Supplier<Map<String, LocalState>> states,
            Supplier<Map<ModelId, ProviderChoice>> providers,
            Supplier<Map<ModelId, ModelView>> residents) {
        var models = new ModelsResource(aliases, states, providers, residents);
        return List.of(Route.get("/admin/v1/models", models::list), Route.get("/admin/v1/models/{name}", models::one));
    }

    private AdminReply list(AdminRequest request) {
        Map<String, LocalState> now = states.get();
        return AdminReply.ok(new Doc()
                .objects("models", aliases.get().stream().map(alias -> model(alias, now)))
                .json());
    }

    private AdminReply one(AdminRequest request) {
        String name = request.variables().get("name");
        Map<String, LocalState> now = states.get();
        return aliases.get().stream()
                .filter(alias -> alias.name().equals(name))
                .findFirst()
                .map(alias -> AdminReply.ok(model(alias, now).json()))
                .orElseGet(() -> AdminReply.problem(
                        404,
                        new Doc()
                                .text("title", "No such model")
                                .text("detail", "No model of that name is configured; 'models' lists those that are.")
                                .texts(
                                        "models",
                                        aliases.get().stream()
                                                .map(ModelAlias::name)
                                                .toList())));
    }

    private Doc model(ModelAlias alias, Map<String, LocalState> states) {
        var doc = new Doc().text("name", alias.name());
        LocalModel local = alias.local();
        if (local != null) {
            String id = local.id().value();
            Doc here = HealthResource.state(states.getOrDefault(id, new LocalState.Loading()))
                    .text("model", id)
                    .number("prompt_tokens_max", local.promptTokensMax())
                    .texts(
                            "operations",
                            local.operations().stream()
                                    .map(operation -> operation.name().toLowerCase(Locale.ROOT))
                                    .sorted()
                                    .toList());
            ProviderChoice choice = providers.get().get(local.id());
            if (choice != null) {
                here.text("provider", choice.used().id())
                        .objects("providers_refused", choice.refused().stream().map(ModelsResource::refusal));
            }
            ModelView resident = residents.get().get(local.id());
            if (resident != null) {
                memory(here, resident);
            }
            doc.object("local", here);
        }
        CentralModel central = alias.central();
        if (central != null) {
            doc.object("central", new Doc().text("cluster", central.cluster()).text("model", central.model()));
        }
        return doc;
    }

    private static void memory(Doc here, ModelView resident) {
        here.flag("pinned", resident.pinned())
                .number("in_use", resident.leases())
                .text("keep_alive", KeepAliveTime.show(resident.keepAlive()))
                .number("memory_bytes", resident.footprint().hostBytes())
                .number("device_memory_bytes", resident.footprint().deviceBytes())
                .number("text_memory_bytes", resident.texts().hostBytes())
                .number("device_text_memory_bytes", resident.texts().deviceBytes())
                .flag("memory_measured", resident.measured())
                .number("loads", resident.loads())
                .number("load_millis", TimeUnit.NANOSECONDS.toMillis(resident.loadNanos()))
                .number("idle_seconds", TimeUnit.NANOSECONDS.toSeconds(resident.idleNanos()));
    }

    private static Doc refusal(ProviderChoice.Refusal refusal) {
        return new Doc().text("provider", refusal.provider().id()).text("reason", refusal.reason());
    }
}
