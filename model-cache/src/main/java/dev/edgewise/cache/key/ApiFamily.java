package dev.edgewise.cache.key;

/** Kinds of model call whose answers can be cached; a key of one family never equals a key of another. */
public enum ApiFamily {
    CHAT,
    COMPLETIONS,
    EMBEDDINGS
}
