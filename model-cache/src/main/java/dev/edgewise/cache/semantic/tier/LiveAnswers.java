package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.key.CacheKey;

/** The stored answers, as the tier asks for them. Safe for use by several threads. */
@FunctionalInterface
public interface LiveAnswers {
    /** How the answer under that canonical key stands for the request at hand. */
    State state(CacheKey entry);

    /** How a stored answer stands. */
    enum State {
        /** It may be sent. */
        FIT,
        /** It is there, but this request does not take it: too old for it, or in no form it reads. */
        UNFIT,
        /** It has expired, or was purged or given up. */
        DEAD
    }
}
