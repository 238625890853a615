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

    /**
     * Refuses a tensor that is not of this type and shape.
     *
     * @throws BadTensorException saying what is taken
     */
    public void check(Tensor tensor) throws BadTensorException {
        if (tensor.type() != type) {
            throw new BadTensorException("input " + name + " is " + type + " in this model, not " + tensor.type());
        }
        Shape given = tensor.shape();
        boolean fits = given.rank() == shape.size();
        for (int i = 0; fits && i < shape.size(); i++) {
            fits = shape.get(i) < 0 || shape.get(i) == given.size(i);
        }
        if (!fits) {
            throw new BadTensorException("input " + name + " has the shape " + given + "; this model takes " + shape
                    + ", where -1 is any size");
        }
    }

    /** Such as {@code x FP32[-1, 4]}. */
    @Override
    public String toString() {
        return name + " " + type + shape;
    }
}
