package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Group;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.setting.Setting;

/**
 * How the requests that match are routed; the first match counts.
 *
 * @param match which requests
 * @param prefer what matters most
 */
public record RouteConfig(RouteMatch match, Prefer prefer) {

    private static final Setting<RouteMatch> MATCH = Setting.section("match", RouteMatch.GROUP);
    private static final Setting<Prefer> PREFER = Setting.of(
                    "prefer",
                    Scalars.choice(Prefer.class),
                    "What matters most when both the node and the centre could answer; Edge-Prefer overrides it.")
            .byDefault("latency");

    static final Group<RouteConfig> GROUP = Group.of(
                    "How the requests that match are routed; the first match counts.",
                    values -> new RouteConfig(values.get(MATCH), values.get(PREFER)),
                    MATCH,
                    PREFER)
            .later("escalate", "escalation of unsure answers");
}
