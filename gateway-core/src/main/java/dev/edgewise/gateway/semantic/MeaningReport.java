package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.cache.semantic.tier.Standing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comparing a request's question gives, for people who ask why. It holds no text of any question.
 *
 * @param notCompared why it was not compared; empty when it was
 * @param partition where it is compared with stored questions; null where it is not
 * @param verifier whose scores these are
 * @param pinned the operator's own questions that are near, the nearest first
 * @param pinnedServed the id of the operator's answer that would be sent; empty for none
 * @param stored what stored questions give; null where none were looked for
 * @param detail what {@code Cache-Status} would say
 */
public record MeaningReport(
        String notCompared,
        @Nullable Partition partition,
        String verifier,
        List<OfPinned> pinned,
        String pinnedServed,
        Found.@Nullable Explained stored,
        String detail) {
    /** Copies the list. */
    public MeaningReport {
        pinned = List.copyOf(pinned);
    }

    /** One of the operator's questions, by its answer's id. */
    public record OfPinned(String id, Standing.Judged judged) {}

    static MeaningReport not(String why, String verifier) {
        return new MeaningReport(why, null, verifier, List.of(), "", null, "");
    }
}
