package dev.edgewise.inference;

import dev.edgewise.inference.tensor.Tensor;
import java.util.List;

/**
 * Say which of a model's labels each row of numbers has. Answered by {@link Classified}, one item per row, in order.
 *
 * @param model the model to classify with
 * @param inputs every input of the model, each once, in any order; the first dimension of each is the rows, and an engine
 *     refuses none, more than its bound, and another number in one input than in another
 */
public record ClassifyTensors(ModelId model, List<Tensor> inputs) implements Work {
    /** Copies the list. */
    public ClassifyTensors {
        inputs = List.copyOf(inputs);
    }

    /** Bytes of all inputs. */
    public long bytes() {
        return inputs.stream().mapToLong(Tensor::bytes).sum();
    }
}
