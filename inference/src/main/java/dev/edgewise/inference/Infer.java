package dev.edgewise.inference;

import dev.edgewise.inference.tensor.Tensor;
import java.util.List;

/**
 * Run a model on raw tensors, whatever they mean. Answered by {@link Inferred}.
 *
 * @param model the model to run; one of any task that is a single graph
 * @param inputs every input of the model, each once, in any order
 * @param outputs the outputs wanted, in the order wanted; empty for all in the model's order
 */
public record Infer(ModelId model, List<Tensor> inputs, List<String> outputs) implements Work {
    /** Copies the lists. */
    public Infer {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Bytes of all inputs. */
    public long bytes() {
        return inputs.stream().mapToLong(Tensor::bytes).sum();
    }
}
