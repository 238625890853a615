package dev.edgewise.gateway.answer;

import dev.edgewise.gateway.upstream.UpstreamFault;
import dev.edgewise.gateway.upstream.UpstreamHead;

/** How a {@link Relay} ended. */
sealed interface RelayEnd {
    /** A whole answer, of which the client has seen nothing. */
    record Whole(UpstreamHead head, byte[] body) implements RelayEnd {}

    /** The client got it as it came; {@code complete} tells whether it ended as it should. */
    record Streamed(UpstreamHead head, boolean complete) implements RelayEnd {}

    /** Nothing usable came, and the client has seen nothing. */
    record Broke(UpstreamFault fault) implements RelayEnd {}

    /** The client left, and nobody else was waiting. */
    record Left() implements RelayEnd {}
}
