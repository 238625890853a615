package dev.edgewise.cache.semantic.index;

/**
 * Counts since the start, and what is held now.
 *
 * @param partitions partitions that hold a vector
 * @param vectors vectors in all of them
 * @param bytes memory they take, in bytes
 * @param refused vectors not kept for lack of memory
 * @param dropped partitions given up for others
 */
public record IndexStats(int partitions, long vectors, long bytes, long refused, long dropped) {}
