package dev.edgewise.inference;

import dev.edgewise.inference.tensor.Tensor;
import java.util.List;

/**
 * The tensors that a model gave.
 *
 * @param outputs those asked for, in the order asked for
 * @param classes what the model's classes are called
 * @param usage nothing: tensors are not counted in tokens
 */
public record Inferred(List<Tensor> outputs, Classes classes, Usage usage) implements Answer {
    /** Copies the list. */
    public Inferred {
        outputs = List.copyOf(outputs);
    }

    /** Outputs alone. */
    public Inferred(List<Tensor> outputs, Classes classes) {
        this(outputs, classes, new Usage(0, 0));
    }

    /**
     * Names of classes.
     *
     * @param labels in the order of the output; none where the model is no classifier
     * @param output the output that they are of; empty for any with as many numbers
     */
    public record Classes(List<String> labels, String output) {
        /** Of a model that is no classifier. */
        public static final Classes NONE = new Classes(List.of(), "");

        /** Copies the list. */
        public Classes {
            labels = List.copyOf(labels);
        }

        /** The names of an output's classes; none where it has none, or another number of them. */
        public List<String> of(String name, long width) {
            return labels.size() == width && (output.isEmpty() || output.equals(name)) ? labels : List.of();
        }
    }
}
