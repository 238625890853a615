package dev.edgewise.inference.residency;

/** Why a model was not brought into memory, or given more of it. */
public enum RefusalReason {
    /** It is larger than all memory that models may have. */
    TOO_LARGE,
    /** What is pinned leaves too little for it. */
    PINNED,
    /** What is in its way is in use or came a moment ago. */
    IN_USE,
    /** It failed to load a moment ago. */
    RESTING,
    /** A decoder wanted memory for one more text at once. */
    GROWTH
}
