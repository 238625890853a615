package dev.edgewise.inference.store.scan;

import java.util.List;

/**
 * An input or output of a model's graph.
 *
 * @param name its name
 * @param elementType ONNX's code of its numbers: 1 float, 6 int32, 7 int64, 10 float16; 0 where it is no tensor
 * @param shape its sizes; −1 where one is known only when the model runs
 */
public record Port(String name, int elementType, List<Long> shape) {
    /** Copies the shape. */
    public Port {
        shape = List.copyOf(shape);
    }
}
