package dev.edgewise.inference;

/** Hears which state of a model's files does a piece of work: what is in memory may be older than what was last said. */
@FunctionalInterface
public interface ModelWitness {
    /** Hears nothing. */
    ModelWitness NONE = (model, revision, current) -> {};

    /**
     * A model takes part in the work. Called before its answer is there, on the thread that waits for it.
     *
     * @param revision of its files in memory: letters, digits and {@code -}
     * @param current whether they are those that the engine was last told to serve
     */
    void used(ModelId model, String revision, boolean current);
}
