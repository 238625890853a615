package dev.edgewise.inference.catalog;

/**
 * What a classifier's scores are worth.
 *
 * @param temperature logits are divided by it before they become scores: above 1 for a model that is too sure of itself
 * @param unknownBelow an input whose highest score is below this is probably none of the labels
 * @param energyMax so is one whose energy is above this; infinite where nobody measured it
 * @param holdsFrom a label with this score or more holds, where several may; between 0 and 1
 * @param measured whether temperature and bounds were fitted to inputs whose labels are known
 */
public record Calibration(
        double temperature, double unknownBelow, double energyMax, double holdsFrom, boolean measured) {
    /** From where on a label holds when nobody says otherwise. */
    public static final double HOLDS_FROM = 0.5;

    /** Half of the certainty: what is known of a model that nobody calibrated. */
    public static final Calibration NONE = assumed(0.5);

    /** @throws IllegalArgumentException if the temperature is not positive, or a bound is not from 0 to 1 */
    public Calibration {
        if (!(temperature > 0)
                || !(unknownBelow >= 0 && unknownBelow <= 1)
                || Double.isNaN(energyMax)
                || !(holdsFrom > 0 && holdsFrom < 1)) {
            throw new IllegalArgumentException("a temperature is positive, and a score from 0 to 1");
        }
    }

    /** A measured one whose labels hold from the middle on. */
    public Calibration(double temperature, double unknownBelow, double energyMax) {
        this(temperature, unknownBelow, energyMax, HOLDS_FROM, true);
    }

    /** One that nobody measured. */
    public static Calibration assumed(double unknownBelow) {
        return new Calibration(1, unknownBelow, Double.POSITIVE_INFINITY, HOLDS_FROM, false);
    }

    /** The same with another score from which on a label holds. */
    public Calibration holdingFrom(double score) {
        return new Calibration(temperature, unknownBelow, energyMax, score, measured);
    }
}
