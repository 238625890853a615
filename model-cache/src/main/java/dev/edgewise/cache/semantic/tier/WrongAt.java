package dev.edgewise.cache.semantic.tier;

/**
 * How a stored answer was wrong for other questions than its own.
 *
 * @param times how often
 * @param score the highest score at which it was; negative infinity where only scores of another verifier tell
 */
public record WrongAt(int times, double score) {}
