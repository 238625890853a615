package dev.edgewise.gateway.semantic;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.ask.Partition;
import dev.edgewise.cache.semantic.tier.Found;
import dev.edgewise.gateway.lookup.Caches;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import org.jspecify.annotations.Nullable;

/** What the semantic tier has for a request that has no answer of its own in the cache. */
public sealed interface Nearby {
    /** The request's question, to be compared or kept. */
    record Ask(Partition partition, Question question) {}

    /**
     * An answer.
     *
     * @param detail how near it is, as {@code Cache-Status} tells it
     * @param similarity cosine of both questions
     */
    record Served(Caches.Found found, String detail, double similarity) implements Nearby {
        /** The same for those who wait for this request's answer. */
        public Landed landed() {
            return Landed.found(found.hit().entry(), detail);
        }
    }

    /**
     * None that may be served.
     *
     * @param ask the question, to be kept with its answer; null when it was not compared
     * @param near what was near, to be compared with the real answer; null when there is nothing to learn
     * @param detail what was near and why it is not served, or why nothing was compared; empty for neither
     */
    record Missed(@Nullable Ask ask, Found.@Nullable Near near, String detail) implements Nearby {
        /** The tier was not asked. */
        public static final Missed NOT_USED = new Missed(null, null, "");
    }

    /** The request takes a stored answer or none, and there is none. */
    record Refused(Refusal refusal) implements Nearby {}
}
