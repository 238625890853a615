package dev.edgewise.inference.tensor;

import java.util.List;

/**
 * A tensor that a model takes or gives.
 *
 * @param name as the model calls it
 * @param shape sizes of its dimensions; −1 where any size will do
 */
public record TensorPort(String name, TensorType type, List<Long> shape) {
    /** Copies the list. */
    public TensorPort {
        shape = List.copyOf(shape);
    }
}
