package dev.edgewise.inference.residency;

/**
 * How things stand after a sweep of {@link Residency}.
 *
 * @param loads models that have come into memory since the start, or failed to
 * @param unloads models that have left memory since the start
 * @param refused those who asked since the start and found all memory in use
 * @param rests whether no model is in use, or on its way into memory or out of it
 */
public record Swept(long loads, long unloads, long refused, boolean rests) {}
