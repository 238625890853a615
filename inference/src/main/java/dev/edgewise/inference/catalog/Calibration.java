package dev.edgewise.inference.catalog;

/**
 * What a classifier's scores are worth.
 *
 * @param temperature logits are divided by it before they become scores: above 1 for a model that is too sure of itself
 * @param unknownBelow an input whose highest score is below this is probably none of the labels
 * @param energyMax so is one whose energy is above this; infinite where nobody measured it
 */
public record Calibration(double temperature, double unknownBelow, double energyMax) {
    /** Half of the certainty: what is known of a model that nobody calibrated. */
    public static final Calibration NONE = new Calibration(1, 0.5, Double.POSITIVE_INFINITY);

    /** @throws IllegalArgumentException if the temperature is not positive, or the bound is not from 0 to 1 */
    public Calibration {
        if (!(temperature > 0) || !(unknownBelow >= 0 && unknownBelow <= 1) || Double.isNaN(energyMax)) {
            throw new IllegalArgumentException("a temperature is positive, and a score from 0 to 1");
        }
    }
}
