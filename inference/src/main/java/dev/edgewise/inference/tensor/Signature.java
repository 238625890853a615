package dev.edgewise.inference.tensor;

import java.util.List;

/**
 * What a model takes and what it gives, in the model's own order.
 *
 * @param inputs all of them must be sent
 * @param outputs any of them may be asked for
 */
public record Signature(List<TensorPort> inputs, List<TensorPort> outputs) {
    /** Copies the lists. */
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
