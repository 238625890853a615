package dev.edgewise.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The inputs and outputs of a decoder export.
 *
 * @param pasts names of the memory's inputs, keys and values of every layer
 * @param presents names of the outputs that are fed back as those, in the same order
 * @param heads heads of keys and values
 * @param headSize numbers of one head
 * @param type type of the memory's numbers
 * @param vocabulary how many tokens a distribution has
 * @param positions whether the export wants {@code position_ids}
 */
record DecoderPorts(
        List<String> pasts,
        List<String> presents,
        int heads,
        int headSize,
        OnnxJavaType type,
        int vocabulary,
        boolean positions) {
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";
    static final String LOGITS = "logits";
    private static final String PAST = "past_key_values.";
    private static final String PRESENT = "present.";

    /** @throws IOException if the session is no decoder export of the known kind; the message says what is unknown */
    static DecoderPorts of(OrtSession session) throws IOException, OrtException {
        List<String> pasts = new ArrayList<>();
        List<String> presents = new ArrayList<>();
        boolean positions = false;
        for (String name : session.getInputNames()) {
            if (name.startsWith(PAST)) {
                pasts.add(name);
                presents.add(PRESENT + name.substring(PAST.length()));
            } else if (name.equals(POSITIONS)) {
                positions = true;
            } else if (!name.equals(IDS) && !name.equals(MASK)) {
                throw new IOException("this export has an input that text decoders do not have: " + name);
            }
        }
        if (pasts.isEmpty() || !session.getInputNames().containsAll(List.of(IDS, MASK))) {
            throw new IOException("this export has no " + IDS + ", " + MASK + " and " + PAST + "N.key/value inputs");
        }
        Map<String, NodeInfo> outputs = session.getOutputInfo();
        for (String present : presents) {
            if (!outputs.containsKey(present)) {
                throw new IOException("this export has no output " + present);
            }
        }
        if (!outputs.containsKey(LOGITS)
                || !(outputs.get(LOGITS).getInfo() instanceof TensorInfo logits)
                || logits.type != OnnxJavaType.FLOAT
                || logits.getShape()[2] <= 0) {
            throw new IOException("this export has no output " + LOGITS + " of 32-bit floats and fixed width");
        }
        NodeInfo first = session.getInputInfo().get(pasts.getFirst());
        if (first == null || !(first.getInfo() instanceof TensorInfo past)) {
            throw new IOException("the memory of this export is no tensor");
        }
        long[] shape = past.getShape();
        if (shape.length != 4 || shape[1] <= 0 || shape[3] <= 0) {
            throw new IOException("the memory of this export has no fixed number of heads");
        }
        return new DecoderPorts(
                List.copyOf(pasts),
                List.copyOf(presents),
                (int) shape[1],
                (int) shape[3],
                past.type,
                (int) logits.getShape()[2],
                positions);
    }

    /** Bytes that one token takes in one key or value. */
    long bytesPerToken() {
        return (long) heads * headSize * type.size;
    }
}
