package dev.edgewise.cache.semantic.verify;

/** What labelled questions say of an operator's bound on wrong answers. */
public sealed interface Threshold {
    /**
     * Serving what scores at least this keeps the bound.
     *
     * @param score the lowest score served
     * @param served how many of the questions asked would have been served
     * @param wrong how many of all questions asked would have been served a wrong answer
     */
    record At(double score, Proportion served, Proportion wrong) implements Threshold {}

    /**
     * The evidence is too thin: no threshold keeps the bound with that confidence, and nothing may be served by score.
     *
     * @param asked how many labelled questions there were
     * @param needed how many it takes at least, if none of them is served a wrong answer
     */
    record CannotPromise(long asked, long needed) implements Threshold {}
}
