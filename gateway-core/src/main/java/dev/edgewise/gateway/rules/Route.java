package dev.edgewise.gateway.rules;

import dev.edgewise.cache.reuse.Reuse.RouteRule;
import dev.edgewise.routing.Prefer;

/**
 * What the operator says of the requests for one model alias.
 *
 * @param prefer what matters most
 * @param caching whether their answers are stored and reused
 */
public record Route(Prefer prefer, RouteRule caching) {
    /** Where no route matches. */
    public static final Route NONE = new Route(Prefer.UNSET, RouteRule.UNSAID);
}
