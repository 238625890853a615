package dev.edgewise.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.schedule.TurnPace;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Signature;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.words.PlainReason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * A session that is run on whatever tensors a caller sends. Any number of runs at once; freed by {@link #close}, which
 * must come after the last.
 */
public final class TensorSession implements AutoCloseable {
    /** Bytes of all outputs of one run. */
    static final long OUTPUT_BYTES_MAX = 256L << 20;

    /** Characters of the runtime's own words that a caller is shown. */
    private static final int MESSAGE_CHARS_MAX = 300;

    private final OnnxRuntime runtime;
    private final OrtSession session;
    private final Map<String, Port> inputs;
    private final Map<String, Port> outputs;
    private final Signature signature;
    private final TurnPace pace = new TurnPace();

    /** @throws IOException if an input is something else than a tensor of numbers, truth values or text */
    TensorSession(OnnxRuntime runtime, OrtSession session) throws OrtException, IOException {
        this.runtime = runtime;
        this.session = session;
        this.inputs = ports(session.getInputInfo().values());
        this.outputs = ports(session.getOutputInfo().values());
        if (inputs.size() != session.getNumInputs()) {
            throw new IOException("its inputs " + session.getInputNames()
                    + " are not all tensors that can be sent; these are: " + inputs.keySet());
        }
        this.signature = new Signature(
                inputs.values().stream().map(Port::shown).toList(),
                outputs.values().stream().map(Port::shown).toList());
    }

    private static Map<String, Port> ports(Collection<NodeInfo> nodes) {
        Map<String, Port> ports = new LinkedHashMap<>();
        nodes.forEach(node -> Port.of(node).ifPresent(port -> ports.put(node.getName(), port)));
        return ports;
    }

    /** What it takes and gives. */
    public Signature signature() {
        return signature;
    }

    /** How long its runs take: always the same object, of which its runner keeps the figures. */
    public TurnPace pace() {
        return pace;
    }

    /**
     * Refuses work that this session cannot run. Quick; any thread.
     *
     * @throws EngineException input invalid, saying what is wrong
     */
    public void check(Infer work) throws EngineException {
        Set<String> given = new HashSet<>();
        Map<String, Long> sizes = new HashMap<>();
        for (Tensor tensor : work.inputs()) {
            Port port = inputs.get(tensor.name());
            if (port == null) {
                throw invalid("this model has no input " + tensor.name() + "; it has " + names(inputs));
            }
            if (!given.add(tensor.name())) {
                throw invalid("input " + tensor.name() + " was sent twice");
            }
            try {
                port.check(tensor, sizes);
            } catch (BadTensorException e) {
                throw invalid(e.sentence());
            }
        }
        if (given.size() != inputs.size()) {
            throw invalid("input "
                    + inputs.keySet().stream()
                            .filter(name -> !given.contains(name))
                            .collect(Collectors.joining(", "))
                    + " is missing");
        }
        Set<String> wanted = new HashSet<>();
        for (String name : work.outputs()) {
            if (!outputs.containsKey(name)) {
                throw invalid("this model has no output " + name + "; it has " + names(outputs));
            }
            if (!wanted.add(name)) {
                throw invalid("output " + name + " was asked for twice");
            }
        }
    }

    /**
     * Runs the model on checked work. Computes for long: for platform threads only.
     *
     * @param stop ends the run early when cancelled
     * @throws EngineException if the model refuses the tensors, by the runtime's own word
     * @throws OrtException if the binding fails
     */
    public List<Tensor> run(Infer work, Cancellation stop) throws EngineException, OrtException {
        Collection<String> wanted = work.outputs().isEmpty() ? outputs.keySet() : work.outputs();
        try (Arena arena = Arena.ofConfined();
                RunStop running = new RunStop(stop)) {
            Map<String, OnnxTensor> given = HashMap.newHashMap(inputs.size());
            try {
                for (Tensor tensor : work.inputs()) {
                    Port port = Objects.requireNonNull(inputs.get(tensor.name()), "work was not checked");
                    given.put(tensor.name(), NativeTensors.of(runtime, arena, port, tensor));
                }
                try (OrtSession.Result result = run(given, new HashSet<>(wanted), running, stop)) {
                    return read(result, wanted);
                }
            } finally {
                given.values().forEach(OnnxTensor::close);
            }
        } catch (BadTensorException e) {
            throw invalid(e.sentence());
        }
    }

    private OrtSession.Result run(Map<String, OnnxTensor> given, Set<String> wanted, RunStop running, Cancellation stop)
            throws EngineException {
        try {
            return session.run(given, wanted, running.options());
        } catch (OrtException e) {
            if (stop.cancelled()) {
                throw new CancellationException("stopped");
            }
            throw invalid("the model cannot be run on these tensors: " + shown(String.valueOf(e.getMessage())));
        }
    }

    private List<Tensor> read(OrtSession.Result result, Collection<String> wanted)
            throws EngineException, OrtException, BadTensorException {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, OnnxValue> output : result) {
            if (output.getValue() instanceof OnnxTensor tensor) {
                given.put(output.getKey(), tensor);
                bytes += tensor.getInfo().getNumElements() * tensor.getInfo().type.size;
            }
        }
        if (bytes > OUTPUT_BYTES_MAX) {
            throw invalid("the outputs have " + bytes + " bytes, more than the " + OUTPUT_BYTES_MAX
                    + " that this node sends; ask for fewer outputs or send a smaller batch");
        }
        List<Tensor> outputsRead = new ArrayList<>(wanted.size());
        for (String name : wanted) {
            OnnxTensor tensor = given.get(name);
            if (tensor == null) {
                throw invalid("output " + name + " is missing: the model did not compute it");
            }
            outputsRead.add(NativeTensors.read(name, tensor));
        }
        return outputsRead;
    }

    /** The end of the runtime's message is about the tensors, its beginning about the runtime's own source. */
    private static String shown(String message) {
        String line = PlainReason.of(message).strip().replaceAll("\\s+", " ");
        return line.length() <= MESSAGE_CHARS_MAX ? line : "…" + line.substring(line.length() - MESSAGE_CHARS_MAX);
    }

    private static String names(Map<String, Port> ports) {
        return String.join(", ", ports.keySet());
    }

    private static EngineException invalid(String message) {
        return EngineException.of(Fault.Kind.INPUT_INVALID, message);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("a session was closed twice", e);
        }
    }
}
