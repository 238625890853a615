package dev.edgewise.gateway.api;

/**
 * Which labels of an input are named one by one in {@code predictions}; {@code probs} has them all.
 *
 * @param top the best so many
 * @param threshold those with this score or more
 */
public record Shown(int top, double threshold) {
    /** The ten best, whatever their scores. */
    public static final Shown ALL = new Shown(10, 0);
}
