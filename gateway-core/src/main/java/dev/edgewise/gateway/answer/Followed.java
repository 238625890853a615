package dev.edgewise.gateway.answer;

import dev.edgewise.cache.flight.Flight;
import dev.edgewise.gateway.request.Landed;
import dev.edgewise.gateway.request.Refusal;
import org.jspecify.annotations.Nullable;

/** How following another request's answer ended. */
public sealed interface Followed {
    /** The answer is there, and the client has seen nothing of it. */
    record Ready(Landed landed) implements Followed {}

    /** The client got the events as they came. */
    record Streamed() implements Followed {}

    /** The leader failed, and nothing was sent. */
    record Failed(Refusal refusal) implements Followed {}

    /** This request leads now; null when it is to ask alone. */
    record Alone(@Nullable Flight<Landed, Refusal> flight) implements Followed {}

    /** The client left. */
    record Left() implements Followed {}
}
