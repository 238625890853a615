package dev.edgewise.inference;

/**
 * How sure a classifier is of one input.
 *
 * @param top the highest score, 0 to 1
 * @param margin how far it is ahead of the next; where several labels may hold, how far the least certain label is from
 *     where it begins to hold, 0 to 1
 * @param energy minus the logarithm of what all labels say together: the lower, the more the input is like what the model
 *     was trained on
 * @param unknown whether it is probably none of the labels: the top score is too low, or the energy too high, for the
 *     model's calibration; where several labels may hold, whether one could go either way
 * @param calibrated whether scores and {@code unknown} follow a calibration that was fitted to inputs with known labels;
 *     else the scores are the model's own, and {@code unknown} a guess by the top score
 */
public record LabelConfidence(double top, double margin, double energy, boolean unknown, boolean calibrated) {}
