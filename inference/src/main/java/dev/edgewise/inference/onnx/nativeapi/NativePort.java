package dev.edgewise.inference.onnx.nativeapi;

import java.util.List;

/**
 * An input or output of a session.
 *
 * @param name its name
 * @param elementType ONNX's code of its numbers; 0 where it is no tensor
 * @param shape its sizes; −1 where one is known only at the run
 */
public record NativePort(String name, int elementType, List<Long> shape) {
    /** Copies the shape. */
    public NativePort {
        shape = List.copyOf(shape);
    }
}
