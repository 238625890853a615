package dev.edgewise.inference.residency;

/**
 * All models together.
 *
 * @param footprint what those take that hold memory
 * @param loads loads that succeeded since the start
 * @param loadsFailed loads that failed
 * @param unloads models that left memory
 */
public record Residence(Footprint footprint, long loads, long loadsFailed, long unloads) {}
