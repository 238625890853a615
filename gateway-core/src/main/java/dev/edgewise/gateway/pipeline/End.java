package dev.edgewise.gateway.pipeline;

import dev.edgewise.gateway.request.Reply;

/** What is left to send when a request's phases are through. */
sealed interface End {
    record Send(Reply reply) implements End {}

    /** A stream went out as it came, or nobody is there to send to. */
    record Sent() implements End {}
}
