package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.request.Keyed;

/** What is asked of the model that was chosen, which for a batch depends on whose answers are stored. */
@FunctionalInterface
interface Ask {
    /** The request for the model of that name, as its place knows it. */
    Keyed of(String model);

    /** Whether the answer is wanted whole, however large; it is passed on as it comes otherwise. */
    default Gathers gathers() {
        return Gathers.NO;
    }

    /** How an answer is taken. */
    enum Gathers {
        /** As it comes, once it is large. */
        NO,
        /** Whole; too large for that, it is passed on. */
        OR_PASSES,
        /** Whole: the caller could make nothing of it as it is. */
        ONLY
    }
}
