package dev.edgewise.inference.store.folder;

import dev.edgewise.inference.store.scan.GraphSummary;
import dev.edgewise.inference.store.scan.Port;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a graph labels rows of numbers: what it takes of each row, and the output with one number for each row and label.
 *
 * @param inputs what a caller must give; the first dimension of each is the rows, −1
 * @param output the output's name
 * @param width how many numbers of each row it has; −1 where only running shows it
 * @param rowsFixed how many rows each run must have; 0 for any
 */
record TensorLabels(List<TensorPort> inputs, String output, long width, int rowsFixed) {
    private static final String LOGITS = "logits";

    /** What exporters of scikit-learn and the like call an output of scores; anything else is taken for logits. */
    private static final Set<String> PROBABILITIES = Set.of("probabilities", "probs", "output_probability");

    private static final int ROWS_FIXED_MAX = 4_096;

    /**
     * Reads a graph.
     *
     * @param named the output that the labels are of, where the manifest says it
     * @throws RefusedModelException if it labels no rows of numbers; the message says why
     */
    static TensorLabels of(GraphSummary graph, Optional<String> named) throws RefusedModelException {
        List<TensorPort> inputs = new ArrayList<>();
        long rows = 0;
        for (Port input : graph.inputs()) {
            TensorType type = number(input.elementType()).orElseThrow(() -> refused(input, "is no tensor of numbers"));
            if (input.shape().isEmpty()) {
                throw refused(input, "has no dimension of rows");
            }
            long own = input.shape().getFirst();
            if (rows != 0 && own != rows) {
                throw refused(
                        input,
                        "has the shape " + input.shape() + ", which does not begin with the same rows as that of "
                                + inputs.getFirst().name());
            }
            rows = own;
            List<Long> shape = new ArrayList<>(input.shape());
            shape.set(0, -1L);
            inputs.add(new TensorPort(input.name(), type, shape));
        }
        if (inputs.isEmpty() || rows == 0 || rows > ROWS_FIXED_MAX) {
            throw new RefusedModelException(
                    "as a classifier of tensors it must take 1 to " + ROWS_FIXED_MAX + " rows in a run");
        }
        Port output = output(graph, rows, named);
        return new TensorLabels(inputs, output.name(), output.shape().getLast(), rows < 0 ? 0 : (int) rows);
    }

    /** How many numbers a graph gives for each row, −1 where only running shows it; empty if it labels no rows of numbers. */
    static OptionalLong width(GraphSummary graph, Optional<String> named) {
        try {
            return OptionalLong.of(of(graph, named).width());
        } catch (RefusedModelException otherwise) {
            return OptionalLong.empty();
        }
    }

    /** Whether the output is scores already, as far as its name tells. */
    boolean probabilities() {
        return PROBABILITIES.contains(output);
    }

    private static Port output(GraphSummary graph, long rows, Optional<String> named) throws RefusedModelException {
        List<Port> fitting = graph.outputs().stream()
                .filter(port -> isReal(port.elementType()) && port.shape().size() == 2)
                .filter(port -> port.shape().getFirst() == rows)
                .filter(port -> named.isEmpty() || named.get().equals(port.name()))
                .toList();
        Optional<Port> logits =
                fitting.stream().filter(port -> port.name().equals(LOGITS)).findFirst();
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        return logits.orElseThrow(() -> new RefusedModelException("as a classifier of tensors it must give "
                + named.map(name -> "in " + name + " ").orElse("")
                + "floats of the shape [rows, labels]; it gives "
                + graph.outputs().stream().map(TensorLabels::shown).collect(Collectors.joining(", "))
                + (fitting.isEmpty()
                        ? ". Say what it does with 'task' in edgewise.yaml: infer takes tensors of any name"
                        : ". Name one with 'output' in edgewise.yaml")));
    }

    private static String shown(Port port) {
        return port.name() + " "
                + number(port.elementType()).map(TensorType::name).orElse("") + port.shape();
    }

    private static RefusedModelException refused(Port input, String why) {
        return new RefusedModelException(
                "as a classifier of tensors it takes rows of numbers, and its input " + input.name() + " " + why
                        + ". Say what it does with 'task' in edgewise.yaml: infer takes any tensors");
    }

    /** By ONNX's code. */
    private static boolean isReal(int code) {
        return number(code)
                .map(type -> switch (type) {
                    case FP16, BF16, FP32, FP64 -> true;
                    case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> false;
                })
                .orElse(false);
    }

    /** By ONNX's code; empty for text and for what no caller can send. */
    private static Optional<TensorType> number(int code) {
        return Optional.ofNullable(
                switch (code) {
                    case 1 -> TensorType.FP32;
                    case 2 -> TensorType.UINT8;
                    case 3 -> TensorType.INT8;
                    case 4 -> TensorType.UINT16;
                    case 5 -> TensorType.INT16;
                    case 6 -> TensorType.INT32;
                    case 7 -> TensorType.INT64;
                    case 9 -> TensorType.BOOL;
                    case 10 -> TensorType.FP16;
                    case 11 -> TensorType.FP64;
                    case 12 -> TensorType.UINT32;
                    case 13 -> TensorType.UINT64;
                    case 16 -> TensorType.BF16;
                    default -> null;
                });
    }
}
