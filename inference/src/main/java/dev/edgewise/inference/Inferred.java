package dev.edgewise.inference;

import dev.edgewise.inference.tensor.Tensor;
import java.util.List;

/**
 * The tensors that a model gave.
 *
 * @param outputs those asked for, in the order asked for
 * @param usage nothing: tensors are not counted in tokens
 */
public record Inferred(List<Tensor> outputs, Usage usage) implements Answer {
    /** Copies the list. */
    public Inferred {
        outputs = List.copyOf(outputs);
    }

    /** Outputs alone. */
    public Inferred(List<Tensor> outputs) {
        this(outputs, new Usage(0, 0));
    }
}
