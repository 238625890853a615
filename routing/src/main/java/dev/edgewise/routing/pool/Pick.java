package dev.edgewise.routing.pool;

import dev.edgewise.routing.Why;

/** The answer to asking a cluster for an endpoint. */
public sealed interface Pick permits Permit, Pick.None {

    /**
     * No endpoint can take the request.
     *
     * @param why {@link Why#RESIDENCY}, {@link Why#CENTRAL_DOWN} or {@link Why#CENTRAL_BUSY}
     * @param retryAfterNanos nanoseconds after which another try may succeed, zero when unknown
     */
    record None(Why why, long retryAfterNanos) implements Pick {}
}
