package dev.edgewise.routing;

import dev.edgewise.routing.model.Need;
import dev.edgewise.routing.model.Operation;
import java.util.Set;

/**
 * What is asked of a model, as far as a router may look at it.
 *
 * @param operation the kind of work
 * @param promptTokens estimated length of the input in tokens, zero when nobody estimated it
 * @param needs abilities the request uses beyond plain text
 * @param prompt the prompt's text, read only by routers that judge the prompt itself
 */
public record Ask(Operation operation, int promptTokens, Set<Need> needs, PromptText prompt) {

    /** Plain work of that kind, with neither length, needs nor text known. */
    public static Ask of(Operation operation) {
        return new Ask(operation, 0, Set.of(), PromptText.NONE);
    }
}
