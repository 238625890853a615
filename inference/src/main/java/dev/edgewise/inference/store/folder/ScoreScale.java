package dev.edgewise.inference.store.folder;

/** What a classifier's graph gives. A closed list. */
public enum ScoreScale {
    /** Numbers of any size, of which softmax or sigmoid makes scores. */
    LOGITS,
    /** Scores from 0 to 1. */
    PROBABILITIES
}
