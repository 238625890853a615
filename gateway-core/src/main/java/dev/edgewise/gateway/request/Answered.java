package dev.edgewise.gateway.request;

import dev.edgewise.cache.answer.Usage;
import org.jspecify.annotations.Nullable;

/** What became of the answer phase. */
public sealed interface Answered {
    /**
     * A complete answer, not yet sent.
     *
     * @param status HTTP status; an endpoint's errors come through here as they are
     * @param contentType the body's type
     * @param body not changed after it was handed over
     * @param passed lines of the endpoint's that reach the caller; empty for local answers
     */
    record Whole(int status, String contentType, byte[] body, HeaderList passed) implements Answered {}

    /**
     * A stream that was sent as it came.
     *
     * @param complete whether it ended as it should; a broken one ended with an error event
     * @param usage the tokens it says were used, or null when it says nothing
     */
    record Streamed(boolean complete, @Nullable Usage usage) implements Answered {}

    /** No answer, and nothing sent. */
    record Failed(Refusal refusal) implements Answered {}

    /** The client left; nothing more can be sent. */
    record Left() implements Answered {}
}
