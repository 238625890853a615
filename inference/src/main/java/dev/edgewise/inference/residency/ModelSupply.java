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
     * Loads a model. Called on one platform thread only, one model at a time; may take long.
     *
     * @throws IOException if it cannot be loaded; the message says why, fit for a caller to read
     */
    M load(ModelId model) throws IOException;
}
