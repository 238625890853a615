package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.gateway.request.Keyed;

/** Whether the operator answered what a question means, if not its words. */
public sealed interface PinnedByMeaning {
    /**
     * The operator did.
     *
     * @param near how near his question is, as {@code Cache-Status} tells it
     */
    record Answer(Keyed keyed, PinnedAnswer answer, String near) implements PinnedByMeaning {}

    /**
     * The operator did not.
     *
     * @param keyed the request, with what was found out about its question
     */
    record None(Keyed keyed) implements PinnedByMeaning {}
}
