package dev.edgewise.inference.head;

import java.util.List;

/**
 * How a head does on examples it did not learn from.
 *
 * @param trained examples it learned from
 * @param heldOut examples it was checked with
 * @param accuracy share of those it labelled right, 0 to 1
 * @param logLoss mean negative log-likelihood of the right label after calibration, in nats
 * @param calibrationError mean distance between how sure it is and how often it is right, over ten bins, 0 to 1
 * @param penalty the L2 penalty that was chosen
 * @param temperature the temperature that was fitted
 * @param labels each label
 */
public record HeadReport(
        int trained,
        int heldOut,
        double accuracy,
        double logLoss,
        double calibrationError,
        double penalty,
        double temperature,
        List<OfLabel> labels) {
    /** Copies the list. */
    public HeadReport {
        labels = List.copyOf(labels);
    }

    /**
     * One label.
     *
     * @param label its name
     * @param precision share of those labelled so that are so; 0 if none was
     * @param recall share of those that are so and were labelled so
     * @param heldOut held-out examples that are so
     */
    public record OfLabel(String label, double precision, double recall, int heldOut) {}
}
