package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.answer.Rendered;
import dev.edgewise.cache.flight.Flights;
import dev.edgewise.cache.store.Lookup.Hit;
import dev.edgewise.cache.store.ResponseCache;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The node's response cache and the requests that wait for one another; shared by all event loops.
 *
 * @param answers the stored answers
 * @param flights the answers under way
 */
public record Caches(ResponseCache answers, Flights<Landed, Refusal> flights) {
    /** The answer in the form asked for, or null when it cannot be made. */
    @Nullable Rendered render(Hit hit) {
        return answers.form(hit.entry(), hit.form());
    }
}
