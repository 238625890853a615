package dev.edgewise.inference.residency;

/** Lets one loaded model take more memory than it had at its load. Any thread; quick. */
public interface Allowance {
    /**
     * Asks for more, which the model then has until it is unloaded. Nothing is unloaded for it: room that others use is not
     * there.
     *
     * @return whether it may take that; false also while the model is being loaded
     */
    boolean grow(Footprint more);

    /** Gives part of that back. */
    void giveBack(Footprint less);

    /**
     * Says that the model has taken more for good, whether there was room or not: it counts until the model is unloaded, and what
     * is loaded next has others leave for it. While the model is being loaded its load tells.
     */
    void took(Footprint more);
}
