package dev.edgewise.inference.residency;

import dev.edgewise.inference.ModelId;
import java.io.IOException;
import java.util.Optional;

/**
 * Where models come from.
 *
 * @param <M> a loaded model; closing it frees its memory
 */
public interface ModelSupply<M extends AutoCloseable> {
    /** What is known of a model; empty when there is none of that name. Any thread, quick. */
    Optional<ModelPlan> plan(ModelId model);

    /**
     * Loads a model. Called on platform threads, two models at a time at most and never one of them twice at once; may take
     * long.
     *
     * @param allowance what the model asks when it wants more memory than its plan says
     * @throws IOException if it cannot be loaded; the message says why, fit for a caller to read
     */
    M load(ModelId model, Allowance allowance) throws IOException;
}
