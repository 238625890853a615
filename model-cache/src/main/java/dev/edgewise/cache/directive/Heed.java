package dev.edgewise.cache.directive;

/** Which header fields of an answer have a say in how it is stored. */
public enum Heed {
    /** Those meant for caches like this one, and where there is none of them, {@code Cache-Control}. */
    ALL,
    /** Only those meant for caches like this one. */
    TARGETED,
    /** None: the node's own settings hold. */
    NONE
}
