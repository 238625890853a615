package dev.edgewise.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.onnx.nativeapi.NativePort;
import dev.edgewise.inference.onnx.nativeapi.NativeSession;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The inputs and outputs of a decoder export.
 *
 * @param pasts names of the memory's inputs, keys and values of every layer
 * @param presents names of the outputs that are fed back as those, in the same order
 * @param heads heads of keys and values
 * @param headSize numbers of one head
 * @param kind kind of the memory's numbers
 * @param vocabulary how many tokens a distribution has
 * @param logits kind of a distribution's numbers, of 32 or 16 bits
 * @param positions whether the export wants {@code position_ids}
 */
record DecoderPorts(
        List<String> pasts,
        List<String> presents,
        int heads,
        int headSize,
        ElementKind kind,
        int vocabulary,
        ElementKind logits,
        boolean positions) {
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";
    static final String LOGITS = "logits";
    private static final String NO_LOGITS = "this export has no output " + LOGITS + " of floats and fixed width";
    private static final String PAST = "past_key_values.";
    private static final String PRESENT = "present.";

    /** @throws IOException if the session is no decoder export of the known kind; the message says what is unknown */
    static DecoderPorts of(OrtSession session) throws IOException, OrtException {
        return of(
                ports(session.getInputInfo().values()),
                ports(session.getOutputInfo().values()));
    }

    /** The same, told by the C interface. */
    static DecoderPorts of(NativeSession session) throws IOException {
        return of(session.inputs(), session.outputs());
    }

    private static List<NativePort> ports(Collection<NodeInfo> nodes) {
        return nodes.stream()
                .map(node -> node.getInfo() instanceof TensorInfo info
                        ? new NativePort(
                                node.getName(),
                                code(info.type),
                                Arrays.stream(info.getShape()).boxed().toList())
                        : new NativePort(node.getName(), 0, List.of()))
                .toList();
    }

    /** Only the kinds matter that a decoder's memory and logits can have. */
    private static int code(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> ElementKind.FLOAT.code();
            case FLOAT16 -> ElementKind.FLOAT16.code();
            case BFLOAT16 -> ElementKind.BFLOAT16.code();
            case INT64 -> ElementKind.INT64.code();
            case DOUBLE, INT8, INT16, INT32, BOOL, STRING, UINT8, UNKNOWN -> 0;
        };
    }

    private static DecoderPorts of(List<NativePort> inputs, List<NativePort> outputs) throws IOException {
        List<String> pasts = new ArrayList<>();
        List<String> presents = new ArrayList<>();
        for (NativePort input : inputs) {
            String name = input.name();
            if (name.startsWith(PAST)) {
                pasts.add(name);
                presents.add(PRESENT + name.substring(PAST.length()));
            } else if (!name.equals(IDS) && !name.equals(MASK) && !name.equals(POSITIONS)) {
                throw new RefusedModelException("this export has an input that text decoders do not have: " + name);
            }
        }
        if (pasts.isEmpty() || find(inputs, IDS).isEmpty() || find(inputs, MASK).isEmpty()) {
            throw new RefusedModelException(
                    "this export has no " + IDS + ", " + MASK + " and " + PAST + "N.key/value inputs");
        }
        for (String present : presents) {
            if (find(outputs, present).isEmpty()) {
                throw new RefusedModelException("this export has no output " + present);
            }
        }
        NativePort logits = find(outputs, LOGITS)
                .filter(port -> port.shape().size() == 3 && port.shape().get(2) > 0)
                .orElseThrow(() -> new IOException(NO_LOGITS));
        ElementKind logitsKind = ElementKind.of(logits.elementType())
                .filter(ElementKind::isFloat)
                .orElseThrow(() -> new IOException(NO_LOGITS));
        NativePort past = find(inputs, pasts.getFirst()).orElseThrow();
        List<Long> shape = past.shape();
        if (shape.size() != 4 || shape.get(1) <= 0 || shape.get(3) <= 0) {
            throw new RefusedModelException("the memory of this export has no fixed number of heads");
        }
        return new DecoderPorts(
                List.copyOf(pasts),
                List.copyOf(presents),
                Math.toIntExact(shape.get(1)),
                Math.toIntExact(shape.get(3)),
                ElementKind.of(past.elementType())
                        .filter(ElementKind::isFloat)
                        .orElseThrow(() -> new IOException("the memory of this export is no tensor of floats")),
                Math.toIntExact(logits.shape().get(2)),
                logitsKind,
                find(inputs, POSITIONS).isPresent());
    }

    private static Optional<NativePort> find(List<NativePort> ports, String name) {
        return ports.stream().filter(port -> port.name().equals(name)).findFirst();
    }

    /** What the Java binding calls numbers of a kind. */
    static OnnxJavaType javaType(ElementKind kind) {
        return switch (kind) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case INT64 -> OnnxJavaType.INT64;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case BFLOAT16 -> OnnxJavaType.BFLOAT16;
        };
    }

    /** Bytes that one token takes in one key or value. */
    long bytesPerToken() {
        return (long) heads * headSize * kind.bytes();
    }
}
