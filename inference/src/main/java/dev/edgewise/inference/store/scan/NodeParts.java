package dev.edgewise.inference.store.scan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the fields of one node say, as far as it matters. One thread. */
final class NodeParts {
    final List<String> inputs = new ArrayList<>(4);
    final List<String> outputs = new ArrayList<>(1);
    String operator = "";
    String domain = "";

    /** The last of its attributes that is a tensor. */
    @Nullable
    Constant tensor;

    /** A list of whole numbers that it says as its shape, or as its value. */
    List<Long> integers = List.of();

    /** The same as the bits of floats. */
    List<Long> floats = List.of();

    /** Whether it looks a table up by its first dimension, if it looks one up. */
    boolean byRow = true;

    void attribute(String name, List<Long> bits) {
        switch (name) {
            case "shape", "value_int", "value_ints", "pads", "repeats" -> integers = bits;
            case "value_float", "value_floats", "scales" -> floats = bits;
            case "axis", "gather_axis" -> byRow = bits.stream().allMatch(bit -> bit == 0);
            default -> {
                // No size is told by it.
            }
        }
    }

    /** The constant that it is, or null. */
    @Nullable
    Constant constant() {
        if (tensor != null) {
            return tensor;
        }
        boolean whole = floats.isEmpty();
        List<Long> bits = whole ? integers : floats;
        return bits.isEmpty()
                ? null
                : new Constant(
                        "",
                        whole ? ElementType.INT64 : ElementType.FLOAT,
                        List.of((long) bits.size()),
                        bits.size(),
                        bits,
                        -1,
                        -1);
    }
}
