package dev.edgewise.inference.residency;

/**
 * What is known of a model before it is loaded.
 *
 * @param estimate the memory that loading it will take, without {@code texts}; corrected by what a load measures
 * @param texts the memory of keys and values that it has from its load on: of one text on the host, where more are taken
 *     one by one ({@link Allowance}), of all texts on a device
 * @param keepAlive how long it stays when nobody uses it
 */
public record ModelPlan(Footprint estimate, Footprint texts, KeepAlive keepAlive) {
    /** A model that keeps no texts. */
    public ModelPlan(Footprint estimate, KeepAlive keepAlive) {
        this(estimate, Footprint.NONE, keepAlive);
    }
}
