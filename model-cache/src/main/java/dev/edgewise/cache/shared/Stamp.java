package dev.edgewise.cache.shared;

/**
 * How many purges a shared tier had seen. Answers are written down with it, and a purge with a higher number covers them.
 *
 * @param life drawn anew whenever the tier has lost its memory of purges: numbers of different lives do not compare
 * @param number the last purge's
 */
public record Stamp(long life, long number) {}
