package dev.edgewise.inference.store.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Reads an ONNX file from end to end before a runtime does. What could read other files, run other code, or make the
 * runtime read beyond its memory is refused with its reason. Weights are not read. One thread, one scan.
 */
public final class ModelScan {
    private static final long IR_VERSION_MIN = 3;
    private static final long IR_VERSION_MAX = 14;

    private final ProtoFile in;
    private final ScanLimits limits;
    private final TensorReader tensors;
    private final PortReader ports;
    private final SparseReader sparse;
    private final Growth growth;
    private final Set<String> operators = new HashSet<>();
    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final Set<String> weights = new HashSet<>();
    private final TokenTables tables = new TokenTables();
    private int nodes;

    private ModelScan(ProtoFile in, ScanLimits limits, ExternalData external) {
        this.in = in;
        this.limits = limits;
        this.tensors = new TensorReader(in, limits, external);
        this.ports = new PortReader(in, limits);
        this.growth = new Growth(limits.grownBytesMax());
        this.sparse = new SparseReader(in, tensors, growth);
    }

    /**
     * Scans a model.
     *
     * @param folder the model's folder; nothing outside it is opened
     * @param model name of the ONNX file, relative to the folder
     * @throws RefusedModelException if the model is refused; the message says why
     * @throws IOException if the file cannot be read
     */
    public static GraphSummary scan(Path folder, String model, ScanLimits limits) throws IOException {
        return scan(folder, model, limits, true);
    }

    /**
     * The files that a model's weights lie in, told by the ONNX file alone; everything but their sizes is checked.
     *
     * @return names relative to the folder of the ONNX file
     * @throws RefusedModelException if the model is refused
     */
    public static Set<String> externalFiles(Path folder, String model, ScanLimits limits) throws IOException {
        return scan(folder, model, limits, false).externalFiles();
    }

    private static GraphSummary scan(Path folder, String model, ScanLimits limits, boolean complete)
            throws IOException {
        Path file = FolderFiles.find(folder, model);
        ExternalData external = new ExternalData(Objects.requireNonNull(file.getParent()), complete);
        try (ProtoFile in = new ProtoFile(file)) {
            if (in.size() > limits.fileBytesMax()) {
                throw new RefusedModelException(
                        "the ONNX file has " + in.size() + " bytes; at most " + limits.fileBytesMax() + " are read");
            }
            ModelScan scan = new ModelScan(in, limits, external);
            scan.model(in.size());
            scan.growth.check();
            return new GraphSummary(
                    scan.inputs.stream()
                            .filter(port -> !scan.weights.contains(port.name()))
                            .toList(),
                    scan.outputs,
                    scan.operators,
                    external.files(),
                    scan.nodes,
                    scan.tensors.bytes(),
                    scan.tables.rows());
        } catch (ArithmeticException e) {
            throw new RefusedModelException("the tensors of the model are larger than any memory");
        }
    }

    private void model(long end) throws IOException {
        long irVersion = 0;
        boolean graph = false;
        boolean operatorSets = false;
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> irVersion = in.number();
                case 7 -> {
                    if (graph) {
                        throw new RefusedModelException("the file has two graphs");
                    }
                    graph = true;
                    graph(in.enter(end), 0);
                }
                case 8 -> {
                    operatorSet(in.enter(end));
                    operatorSets = true;
                }
                case 20 -> throw new RefusedModelException("the model brings training steps; export it for inference");
                case 25 ->
                    throw new RefusedModelException(
                            "the model brings functions of its own; export it with functions inlined");
                default -> in.skip(end);
            }
        }
        if (!graph || !operatorSets || irVersion < IR_VERSION_MIN || irVersion > IR_VERSION_MAX) {
            throw new RefusedModelException(
                    "the file is no ONNX model: it lacks a graph, operator sets or a version from " + IR_VERSION_MIN
                            + " to " + IR_VERSION_MAX);
        }
    }

    private void operatorSet(long end) throws IOException {
        while (in.next(end)) {
            if (in.field() == 1) {
                Operators.checkDomain(in.text(end, limits.textBytesMax()));
            } else {
                in.skip(end);
            }
        }
    }

    private void graph(long end, int depth) throws IOException {
        if (depth > limits.depthMax()) {
            throw new RefusedModelException("graphs lie in graphs more than " + limits.depthMax() + " deep");
        }
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> node(in.enter(end), depth);
                case 5 -> weight(tensors.read(in.enter(end)), depth);
                case 11 -> port(inputs, in.enter(end), depth);
                case 12 -> port(outputs, in.enter(end), depth);
                case 15 -> sparse.read(in.enter(end));
                default -> in.skip(end);
            }
        }
    }

    private void weight(Constant tensor, int depth) {
        growth.constant(tensor.name(), tensor);
        if (depth == 0) {
            weights.add(tensor.name());
            if (tensor.sizes().size() == 2) {
                tables.weight(tensor.name(), tensor.sizes().getFirst());
            }
        }
    }

    private void port(List<Port> to, long end, int depth) throws IOException {
        Port port = ports.read(end);
        if (depth > 0) {
            return;
        }
        if (to.size() >= limits.portsMax()) {
            throw new RefusedModelException("the model has more than " + limits.portsMax() + " inputs or outputs");
        }
        to.add(port);
    }

    private void node(long end, int depth) throws IOException {
        if (++nodes > limits.nodesMax()) {
            throw new RefusedModelException("the model has more than " + limits.nodesMax() + " nodes");
        }
        NodeParts parts = new NodeParts();
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> parts.inputs.add(in.text(end, limits.textBytesMax()));
                case 2 -> parts.outputs.add(in.text(end, limits.textBytesMax()));
                case 4 -> parts.operator = in.text(end, limits.textBytesMax());
                case 5 -> attribute(parts, in.enter(end), depth);
                case 7 -> parts.domain = in.text(end, limits.textBytesMax());
                default -> in.skip(end);
            }
        }
        Operators.check(parts.domain, parts.operator);
        operators.add(parts.operator);
        growth.node(parts);
        if (depth == 0) {
            tables.node(parts);
        }
    }

    private void attribute(NodeParts parts, long end, int depth) throws IOException {
        List<Long> numbers = new ArrayList<>(0);
        String name = "";
        while (in.next(end)) {
            switch (in.field()) {
                case 1 -> name = in.text(end, limits.textBytesMax());
                case 2, 7 -> in.numbers(end, Float.BYTES, numbers, Constant.VALUES_MAX);
                case 3, 8 -> in.numbers(end, 0, numbers, Constant.VALUES_MAX);
                case 5, 10 -> parts.tensor = tensors.read(in.enter(end));
                case 6, 11 -> graph(in.enter(end), depth + 1);
                case 22, 23 -> sparse.read(in.enter(end));
                default -> in.skip(end);
            }
        }
        parts.attribute(name, numbers);
    }
}
