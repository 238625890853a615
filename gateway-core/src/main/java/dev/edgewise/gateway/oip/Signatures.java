package dev.edgewise.gateway.oip;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.tensor.Signature;

/** Tells what tensors a model takes and gives. */
@FunctionalInterface
public interface Signatures {
    /**
     * The model's signature; loads it when need be.
     *
     * @throws EngineException if there is none
     * @throws InterruptedException if the calling thread is interrupted
     */
    Signature signature(ModelId model, Call call) throws EngineException, InterruptedException;
}
