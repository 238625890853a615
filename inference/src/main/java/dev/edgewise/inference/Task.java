package dev.edgewise.inference;

/** What a model can do. */
public enum Task {
    /** Text to vector: {@link Embed}. */
    EMBED
}
