package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.pinned.PinnedAnswer;
import dev.edgewise.gateway.lookup.Lookup;
import dev.edgewise.gateway.request.Keyed;
import dev.edgewise.gateway.request.RequestRecord;
import java.util.function.Function;

/** Whether the operator answered what a question means, if not its words. */
public sealed interface PinnedByMeaning {
    /**
     * The operator did.
     *
     * @param near how near his question is, as {@code Cache-Status} tells it
     * @param similarity cosine of both
     */
    record Answer(Keyed keyed, PinnedAnswer answer, String near, double similarity) implements PinnedByMeaning {}

    /**
     * The operator did not.
     *
     * @param keyed the request, with what was found out about its question
     */
    record None(Keyed keyed) implements PinnedByMeaning {}

    /** What there is for the request: the operator's answer, or what {@code otherwise} finds. */
    default Lookup.Read or(Function<Keyed, Lookup.Read> otherwise) {
        return switch (this) {
            case Answer found -> new Lookup.Read.Pinned(found.keyed(), found.answer(), found.near());
            case None(Keyed keyed) -> otherwise.apply(keyed);
        };
    }

    /** Notes for the request's line and the metrics what was near. */
    default void note(RequestRecord record) {
        switch (this) {
            case Answer answer -> record.similarity = answer.similarity();
            case None(Keyed keyed) -> {
                Keyed.Heard heard = keyed.heard();
                if (heard != null && heard.similarity() > 0) {
                    record.similarity = heard.similarity();
                    record.guard = heard.guard();
                }
            }
        }
    }
}
