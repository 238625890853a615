package dev.edgewise.cache.semantic.eval;

/**
 * One run of a cache: what it holds, and what is then asked of it. Nobody writes to the arrays.
 *
 * @param stored numbers of texts
 * @param asked numbers of texts
 */
public record Trial(int[] stored, int[] asked) {}
