package dev.edgewise.gateway.request;

import dev.edgewise.cache.answer.Usage;
import dev.edgewise.cache.directive.HeaderLines;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the answer phase. */
public sealed interface Answered {
    /** Of answers made here. */
    HeaderLines NO_LINES = name -> List.of();

    /**
     * A complete answer, not yet sent.
     *
     * @param status HTTP status; an endpoint's errors come through here as they are
     * @param contentType the body's type
     * @param body not changed after it was handed over
     * @param passed lines of the endpoint's that reach the caller; empty for local answers
     * @param origin all lines of the endpoint's
     */
    record Whole(int status, String contentType, byte[] body, HeaderList passed, HeaderLines origin)
            implements Answered {
        /** An answer made here. */
        public Whole(int status, String contentType, byte[] body, HeaderList passed) {
            this(status, contentType, body, passed, NO_LINES);
        }
    }

    /**
     * A stream that was sent as it came.
     *
     * @param complete whether it ended as it should; a broken one ended with an error event
     * @param usage the tokens it says were used, or null when it says nothing
     * @param origin all lines of the endpoint's
     */
    record Streamed(boolean complete, @Nullable Usage usage, HeaderLines origin) implements Answered {
        /** A stream made here. */
        public Streamed(boolean complete, @Nullable Usage usage) {
            this(complete, usage, NO_LINES);
        }
    }

    /** No answer, and nothing sent. */
    record Failed(Refusal refusal) implements Answered {}

    /**
     * The client left; nothing more can be sent.
     *
     * @param usage the tokens that were used until then, or null when nobody says
     */
    record Left(@Nullable Usage usage) implements Answered {
        /** Somebody else may have used tokens. */
        public Left() {
            this(null);
        }
    }

    /** Whether an answer could not be had, by no fault of the caller's, and nothing was sent (RFC 5861, section 4). */
    default boolean isError() {
        return switch (this) {
            case Whole whole -> whole.status >= 500;
            case Failed failed -> failed.refusal.status() >= 500;
            case Streamed streamed -> false;
            case Left left -> false;
        };
    }
}
