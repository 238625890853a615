package dev.edgewise.cache.key;

/** Kinds of model call whose answers can be cached; a key of one family never equals a key of another. */
public enum ApiFamily {
    CHAT,
    COMPLETIONS,
    EMBEDDINGS,
    CLASSIFY,
    MODERATIONS,
    RERANK;

    /** Whether a model writes the answer, as JSON or events; otherwise it is computed, the same each time. */
    public boolean writesText() {
        return this == CHAT || this == COMPLETIONS;
    }
}
