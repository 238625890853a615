package dev.edgewise.inference.store.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the tensors that few numbers of a file say how to fill: sparse ones, and what nodes make of sizes that stand in the
 * file, which a runtime may compute when it loads the model. What depends on a caller's input is not seen. One thread.
 */
final class Growth {
    /** What one number takes at least, where its type is not known. */
    private static final int ELEMENT_BYTES = 4;

    /** Constants are followed through so many nodes in a row. */
    private static final int STEPS_MAX = 8;

    private final long bytesMax;
    private final Map<String, Constant> constants = new HashMap<>();
    private final List<NodeParts> growing = new ArrayList<>();
    private final List<NodeParts> passing = new ArrayList<>();
    private double bytes;

    Growth(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** A tensor of the file; where two have a name, the larger one counts. */
    void constant(String name, @Nullable Constant constant) {
        if (constant != null) {
            constants.merge(name, constant.small(), (one, other) -> product(one) >= product(other) ? one : other);
        }
    }

    void node(NodeParts node) {
        switch (node.operator) {
            case "Constant" -> node.outputs.forEach(output -> constant(output, node.constant()));
            case "Identity", "Cast", "Unsqueeze", "Squeeze", "Reshape", "Concat" -> passing.add(node);
            case "ConstantOfShape",
                    "Expand",
                    "Tile",
                    "Range",
                    "Pad",
                    "OneHot",
                    "Resize",
                    "Upsample",
                    "RandomNormal",
                    "RandomUniform" -> growing.add(node);
            default -> {
                // Makes nothing much larger than what it is given.
            }
        }
    }

    /**
     * Counts a sparse tensor written out.
     *
     * @return its bytes beyond those of its values
     */
    long written(Constant values, long elements) throws RefusedModelException {
        long whole;
        try {
            whole = values.type().bytes(elements);
        } catch (ArithmeticException e) {
            whole = Long.MAX_VALUE;
        }
        add((double) whole, "the sparse tensor " + Operators.quote(values.name()));
        return Math.max(0, whole - values.type().bytes(values.elements()));
    }

    /** Once the whole file is read. */
    void check() throws RefusedModelException {
        for (int step = 0; step < STEPS_MAX; step++) {
            passing.removeIf(this::pass);
        }
        for (NodeParts node : growing) {
            double elements = elements(node);
            if (elements > 0) {
                String what = node.operator + " that gives "
                        + Operators.quote(node.outputs.isEmpty() ? "" : node.outputs.getFirst());
                add(elements * elementBytes(node), "the node " + what);
            }
        }
    }

    private void add(double more, String what) throws RefusedModelException {
        bytes += more;
        if (bytes > bytesMax) {
            throw new RefusedModelException(what + " fills " + (long) more + " bytes from a size in the file; at most "
                    + bytesMax + " are filled so in one model");
        }
    }

    /** Whether its inputs are known constants, and its output is one from now on. */
    private boolean pass(NodeParts node) {
        List<Constant> inputs = (node.operator.equals("Concat")
                        ? node.inputs
                        : node.inputs.stream().limit(1).toList())
                .stream().map(constants::get).filter(Objects::nonNull).toList();
        if (inputs.isEmpty() || node.operator.equals("Concat") && inputs.size() < node.inputs.size()) {
            return false;
        }
        List<Long> bits = new ArrayList<>();
        for (Constant input : inputs) {
            double[] values = input.values();
            if (values == null) {
                return false;
            }
            // Numbers of several types may be cast to one and joined.
            Arrays.stream(values).forEach(value -> bits.add(Double.doubleToLongBits(value)));
        }
        Constant joined = new Constant("", ElementType.DOUBLE, List.of((long) bits.size()), bits.size(), bits, -1, -1);
        node.outputs.stream().limit(1).forEach(output -> constant(output, joined));
        return true;
    }

    private static int elementBytes(NodeParts node) {
        boolean told = node.operator.equals("ConstantOfShape") && node.tensor != null;
        return told
                ? (int) Math.max(1, Objects.requireNonNull(node.tensor).type().bytes(1))
                : ELEMENT_BYTES;
    }

    /** At least so many numbers come of it; 0 where that does not show. */
    private double elements(NodeParts node) {
        return switch (node.operator) {
            case "ConstantOfShape" -> product(values(node, 0));
            case "Expand" -> product(values(node, 1));
            case "Tile" -> product(values(node, 1)) * Math.max(1, whole(node));
            case "RandomNormal", "RandomUniform" ->
                product(node.integers.stream().mapToDouble(Long::doubleValue).toArray());
            case "OneHot" -> product(values(node, 1));
            case "Resize" -> Math.max(product(values(node, 2)), product(values(node, 3)));
            case "Upsample" -> product(values(node, 1));
            case "Range" -> range(values(node, 0), values(node, 1), values(node, 2));
            case "Pad" -> padded(values(node, 1));
            default -> 0;
        };
    }

    private double whole(NodeParts node) {
        Constant data = node.inputs.isEmpty() ? null : constants.get(node.inputs.getFirst());
        return data == null ? 1 : data.elements();
    }

    private double @Nullable [] values(NodeParts node, int input) {
        Constant constant = input < node.inputs.size() ? constants.get(node.inputs.get(input)) : null;
        return constant == null ? null : constant.values();
    }

    private static double range(double @Nullable [] from, double @Nullable [] to, double @Nullable [] step) {
        if (from == null || to == null || step == null || from.length * to.length * step.length != 1) {
            return 0;
        }
        double count = (to[0] - from[0]) / step[0];
        return count > 0 ? count : 0;
    }

    /** Numbers before and after, for each dimension. */
    private static double padded(double @Nullable [] pads) {
        if (pads == null) {
            return 0;
        }
        int half = pads.length / 2;
        double[] sizes = new double[half];
        for (int i = 0; i < half; i++) {
            sizes[i] = Math.max(0, pads[i]) + Math.max(0, pads[half + i]);
        }
        return product(sizes);
    }

    private static double product(Constant constant) {
        return product(constant.values());
    }

    /** Sizes below one, and what is no number, are those of an input that is not known. */
    private static double product(double @Nullable [] sizes) {
        return sizes == null || sizes.length == 0
                ? 0
                : Arrays.stream(sizes).map(size -> size > 1 ? size : 1).reduce(1, (one, other) -> one * other);
    }
}
