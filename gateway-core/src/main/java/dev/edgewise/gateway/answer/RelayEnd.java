package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.upstream.UpstreamFault;
import dev.edgewise.gateway.upstream.UpstreamHead;

/** How a {@link Relay} ended. */
sealed interface RelayEnd {
    /** A whole answer, of which the client has seen nothing. */
    record Whole(UpstreamHead head, byte[] body) implements RelayEnd {}

    /**
     * The client got it as it came.
     *
     * @param complete whether it ended as it should
     * @param broken whether the endpoint is to blame for an end that is not as it should be
     */
    record Streamed(boolean complete, boolean broken) implements RelayEnd {}

    /** Nothing usable came, and the client has seen nothing. */
    record Broke(UpstreamFault fault) implements RelayEnd {}

    /** The request's own deadline passed, and the client has seen nothing. */
    record Late(Refusal refusal) implements RelayEnd {}

    /** The client left, and nobody else was waiting. */
    record Left() implements RelayEnd {}
}
