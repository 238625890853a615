package dev.edgewise.inference;

import java.time.Duration;
import java.util.Optional;

/**
 * Why a piece of work was not done.
 *
 * @param kind what went wrong
 * @param message one sentence for the caller: what is wrong and what to do
 * @param retryAfter when trying again here is likely to work; empty where that is not known or never
 * @param field what is wrong beside the input itself, such as {@code dimensions}; the message may begin with it. Empty
 *     where it is the input
 */
public record Fault(Kind kind, String message, Optional<Duration> retryAfter, String field) {
    /** A fault of the input or of the node. */
    public Fault(Kind kind, String message, Optional<Duration> retryAfter) {
        this(kind, message, retryAfter, "");
    }

    /** Something that goes along with the input cannot be. */
    public static Fault ofField(String field, String message) {
        return ofField(Kind.INPUT_INVALID, field, message);
    }

    /** The same, of a kind. */
    public static Fault ofField(Kind kind, String field, String message) {
        return new Fault(kind, message, Optional.empty(), field);
    }

    /** A fault that says nothing about when to come back. */
    public static Fault of(Kind kind, String message) {
        return new Fault(kind, message, Optional.empty());
    }

    /** Whether the same work may succeed later, or elsewhere, unchanged. */
    public boolean retryable() {
        return kind.retryable;
    }

    /** Who has to change something. */
    public Side side() {
        return kind.side;
    }

    /** Whose fault it is. */
    public enum Side {
        /** The work itself is wrong, or the caller stopped waiting. */
        CLIENT,
        /** The node could not do it. */
        NODE
    }

    /** What went wrong: a closed list. */
    public enum Kind {
        /** No such model here; the message names those that are. */
        MODEL_UNKNOWN(Side.CLIENT, false),
        /** The model exists, but cannot be made ready. */
        MODEL_UNAVAILABLE(Side.NODE, true),
        /** Its files are not what they should be: no try succeeds until they are others. */
        MODEL_REFUSED(Side.NODE, false),
        /** The model is larger than all memory that models may take: other work may succeed, this never will. */
        MODEL_TOO_LARGE(Side.NODE, false),
        /** The work is malformed, or asks for something the model cannot do. */
        INPUT_INVALID(Side.CLIENT, false),
        /** The work is fine, but this model cannot do it; another may. */
        UNSUPPORTED(Side.CLIENT, false),
        /** An input has more tokens than the model reads; the message says how many it reads. */
        INPUT_TOO_LONG(Side.CLIENT, false),
        /** The queue is full, or the predicted wait is longer than the deadline. */
        BUSY(Side.NODE, true),
        /** The deadline passed before the answer was there. */
        DEADLINE(Side.NODE, true),
        /** The caller cancelled. */
        CANCELLED(Side.CLIENT, true),
        /** The engine is shutting down. */
        CLOSED(Side.NODE, true),
        /** A bug or a native failure. */
        INTERNAL(Side.NODE, true);

        private final Side side;
        private final boolean retryable;

        Kind(Side side, boolean retryable) {
            this.side = side;
            this.retryable = retryable;
        }

        /** Whether work that ended so may succeed later, or elsewhere, unchanged. */
        public boolean retryable() {
            return retryable;
        }
    }
}
