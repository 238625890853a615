package dev.edgewise.gateway.rules;

import dev.edgewise.cache.reuse.Reuse.RouteRule;
import dev.edgewise.routing.Prefer;

/**
 * What the operator says of the requests for one model alias.
 *
 * @param prefer what matters most
 * @param caching whether their answers are stored and reused
 * @param paceNanos time between two events of a stored stream that is sent, 0 where it is sent at once
 */
public record Route(Prefer prefer, RouteRule caching, long paceNanos) {
    /** Where no route matches. */
    public static final Route NONE = new Route(Prefer.UNSET, RouteRule.UNSAID, 0);

    /** What decides which answers are found, as text; the pace of their events does not. */
    String whatIsFound() {
        return prefer + " " + caching;
    }
}
