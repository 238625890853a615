package dev.edgewise.gateway.node;

import dev.edgewise.cache.reuse.Reuse;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.gateway.config.RouteCache;
import dev.edgewise.gateway.config.RouteConfig;
import dev.edgewise.gateway.rules.Route;
import dev.edgewise.routing.Prefer;
import dev.edgewise.routing.model.ModelTable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the configuration's routes say of each model: the first that matches counts. */
final class RouteRules {
    private RouteRules() {}

    /** By the model's name; one that no route matches is missing. */
    static Map<String, Route> of(NodeConfig config, ModelTable models) {
        Map<String, Route> routes = new HashMap<>();
        for (String name : models.names()) {
            for (RouteConfig route : config.routes()) {
                if (route.match().matches(name)) {
                    routes.putIfAbsent(name, new Route(prefer(route), caching(route.cache()), paceNanos(route)));
                }
            }
        }
        return Map.copyOf(routes);
    }

    private static Prefer prefer(RouteConfig route) {
        return switch (route.prefer()) {
            case LATENCY -> Prefer.LATENCY;
            case QUALITY -> Prefer.QUALITY;
            case COST -> Prefer.COST;
        };
    }

    private static long paceNanos(RouteConfig route) {
        return switch (route.replay()) {
            case IMMEDIATE -> 0;
            case PACED -> route.pace().per().toNanos() / route.pace().count();
        };
    }

    private static Reuse.RouteRule caching(@Nullable RouteCache cache) {
        return switch (cache) {
            case null -> Reuse.RouteRule.UNSAID;
            case REUSE -> Reuse.RouteRule.REUSE;
            case NEVER -> Reuse.RouteRule.NEVER;
        };
    }
}
