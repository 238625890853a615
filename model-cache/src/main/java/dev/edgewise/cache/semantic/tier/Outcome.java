package dev.edgewise.cache.semantic.tier;

/** What comparing a near answer with the real one gave. */
public enum Outcome {
    /** Both say the same. */
    RIGHT,
    /** They differ. */
    WRONG,
    /** Neither is plain. */
    UNSURE
}
