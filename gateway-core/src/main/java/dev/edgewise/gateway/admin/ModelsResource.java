package dev.edgewise.gateway.admin;

import dev.edgewise.routing.model.CentralModel;
import dev.edgewise.routing.model.LocalModel;
import dev.edgewise.routing.model.ModelAlias;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** {@code GET /admin/v1/models} and {@code …/models/{name}}: the names callers use, and what stands behind them. */
public final class ModelsResource {
    private final Supplier<List<ModelAlias>> aliases;
    private final Supplier<Map<String, LocalState>> states;

    private ModelsResource(Supplier<List<ModelAlias>> aliases, Supplier<Map<String, LocalState>> states) {
        this.aliases = aliases;
        this.states = states;
    }

    /**
     * Its routes.
     *
     * @param aliases those in force
     * @param states of local models, by their names in the store
     */
    public static List<Route> routes(Supplier<List<ModelAlias>> aliases, Supplier<Map<String, LocalState>> states) {
        var models = new ModelsResource(aliases, states);
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

    private static Doc model(ModelAlias alias, Map<String, LocalState> states) {
        var doc = new Doc().text("name", alias.name());
        LocalModel local = alias.local();
        if (local != null) {
            String id = local.id().value();
            doc.object(
                    "local",
                    HealthResource.state(states.getOrDefault(id, new LocalState.Loading()))
                            .text("model", id)
                            .number("prompt_tokens_max", local.promptTokensMax())
                            .texts(
                                    "operations",
                                    local.operations().stream()
                                            .map(operation -> operation.name().toLowerCase(Locale.ROOT))
                                            .sorted()
                                            .toList()));
        }
        CentralModel central = alias.central();
        if (central != null) {
            doc.object("central", new Doc().text("cluster", central.cluster()).text("model", central.model()));
        }
        return doc;
    }
}
