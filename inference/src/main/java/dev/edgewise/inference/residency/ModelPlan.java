package dev.edgewise.inference.residency;

/**
 * What is known of a model before it is loaded.
 *
 * @param estimate the memory it will take; corrected by what its first load measures
 * @param keepAlive how long it stays when nobody uses it
 */
public record ModelPlan(Footprint estimate, KeepAlive keepAlive) {}
