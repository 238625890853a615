package dev.edgewise.inference;

import dev.edgewise.inference.tensor.Tensor;
import java.util.List;

/**
 * The tensors that a model gave.
 *
 * @param outputs those asked for, in the order asked for
 * @param labels what the model's classes are called, in their order; none where it is no classifier
 * @param usage nothing: tensors are not counted in tokens
 */
public record Inferred(List<Tensor> outputs, List<String> labels, Usage usage) implements Answer {
    /** Copies the lists. */
    public Inferred {
        outputs = List.copyOf(outputs);
        labels = List.copyOf(labels);
    }

    /** Outputs of a model that may have labels. */
    public Inferred(List<Tensor> outputs, List<String> labels) {
        this(outputs, labels, new Usage(0, 0));
    }
}
