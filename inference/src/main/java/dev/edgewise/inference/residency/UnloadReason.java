package dev.edgewise.inference.residency;

/** Why a model left memory. */
public enum UnloadReason {
    /** Another one wanted its room. */
    EVICTED,
    /** Nobody used it for as long as it was to be kept. */
    IDLE,
    /** Somebody asked for it. */
    OPERATOR,
    /** Its files as they are now took its place. */
    REPLACED,
    /** The node has no such model any more. */
    REMOVED
}
