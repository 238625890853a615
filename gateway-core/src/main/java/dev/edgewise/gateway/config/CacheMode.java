package dev.edgewise.gateway.config;

/** What a tenant may get from the cache. */
public enum CacheMode {
    /** Nothing, and nothing of it is stored. */
    OFF,
    /** Answers to the very same request. */
    EXACT,
    /** Answers to questions that mean the same, too. */
    SEMANTIC
}
