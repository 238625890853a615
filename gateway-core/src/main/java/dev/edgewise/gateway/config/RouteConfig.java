package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;
import org.jspecify.annotations.Nullable;

/**
 * How the requests that match are routed; the first match counts.
 *
 * @param match which requests
 * @param prefer what matters most
 * @param cache whether their answers are stored and reused; null: the defaults hold
 */
public record RouteConfig(
        RouteMatch match, Prefer prefer, @Nullable RouteCache cache) {

    private static final Setting<RouteMatch> MATCH = Setting.section("match", RouteMatch.GROUP);
    private static final Setting<Prefer> PREFER = Setting.of(
                    "prefer",
                    Scalars.choice(Prefer.class),
                    "What matters most when both the node and the centre could answer; Edge-Prefer overrides it.")
            .byDefault("latency");
    private static final Setting<RouteCache> CACHE = Setting.of(
                    "cache",
                    Scalars.choice(RouteCache.class),
                    "Whether their answers are stored and reused: reuse, also those that are sampled anew each time (no temperature 0, no seed); never, none, and no two requests share one. Absent: what is sure to be the same again, and what a request asks for.")
            .optional();

    static final Group<RouteConfig> GROUP = Group.of(
                    "How the requests that match are routed; the first match counts.",
                    values -> new RouteConfig(values.get(MATCH), values.get(PREFER), values.find(CACHE)),
                    MATCH,
                    PREFER,
                    CACHE)
            .later("escalate", "escalation of unsure answers");
}
