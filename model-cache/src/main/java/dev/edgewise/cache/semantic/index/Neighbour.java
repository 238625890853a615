package dev.edgewise.cache.semantic.index;

/**
 * A stored vector near the one that was asked for.
 *
 * @param key what it is stored under
 * @param cosine of the angle between the two, from -1 to 1, but for rounding of some 1e-6
 */
public record Neighbour<K>(K key, float cosine) {}
