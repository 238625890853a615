package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.ListOf;
import dev.edgewise.gateway.config.setting.Setting;
import java.util.List;

/**
 * Which requests a route is for.
 *
 * @param model model names; {@code *} for all
 */
public record RouteMatch(List<String> model) {

    private static final Setting<List<String>> MODEL = Setting.of(
                    "model", new ListOf<>(Names.MODEL_OR_ALL, 1, Names.MODELS_MAX), "Names of models; '*' for all.")
            .byDefault("[\"*\"]");

    static final Group<RouteMatch> GROUP =
            Group.of("Which requests the route is for.", values -> new RouteMatch(values.get(MODEL)), MODEL);

    /** Whether a request for this model is meant. */
    public boolean matches(String name) {
        return model.contains(TenantConfig.ALL_MODELS) || model.contains(name);
    }
}
