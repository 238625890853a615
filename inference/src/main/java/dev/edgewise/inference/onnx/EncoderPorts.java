package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.schedule.Batching;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The inputs an encoder wants beside its ids, and the output to read.
 *
 * @param mask whether it takes {@code attention_mask}
 * @param types whether it takes {@code token_type_ids}
 * @param positions whether it takes {@code position_ids}
 * @param output name of the output that holds the states, or the vectors where the graph pools
 * @param kind kind of that output's numbers, of 32 or 16 bits
 * @param exact the shape of its runs, where the graph fixes it
 */
record EncoderPorts(
        boolean mask, boolean types, boolean positions, String output, ElementKind kind, Batching.Exact exact) {
    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String TYPES = "token_type_ids";
    static final String POSITIONS = "position_ids";
    private static final Set<String> KNOWN = Set.of(IDS, MASK, TYPES, POSITIONS);
    private static final List<String> STATES = List.of("last_hidden_state", "token_embeddings", "output_0");
    private static final List<String> VECTORS = List.of("sentence_embedding", "embeddings", "pooler_output");

    /**
     * The ports of a session.
     *
     * @throws IOException if it is no encoder: an input nobody knows, no output of the right name and shape
     */
    static EncoderPorts of(OrtSession session, Skill.Embedding skill) throws IOException, OrtException {
        Set<String> outputs = session.getOutputNames();
        String output = (skill.pooling() == Pooling.IN_GRAPH ? VECTORS : STATES)
                .stream()
                        .filter(outputs::contains)
                        .findFirst()
                        .orElse(outputs.size() == 1 ? outputs.iterator().next() : "");
        int rank = skill.pooling() == Pooling.IN_GRAPH ? 2 : 3;
        if (output.isEmpty()
                || !(Objects.requireNonNull(session.getOutputInfo().get(output)).getInfo() instanceof TensorInfo info)
                || floats(info).isEmpty()
                || info.getShape().length != rank
                || !fits(info.getShape()[rank - 1], skill.dimensions())) {
            throw new RefusedModelException(
                    "an embedder of " + skill.dimensions() + " dimensions gives a tensor of floats with " + rank
                            + " dimensions, the last of that size; this model gives " + new TreeSet<>(outputs));
        }
        return with(session, output, floats(info).orElseThrow());
    }

    /**
     * The ports of a session that gives logits.
     *
     * @param width how many a row gives
     * @throws IOException if it is none: an input nobody knows, no output of the right name and shape
     */
    static EncoderPorts ofLogits(OrtSession session, int width) throws IOException, OrtException {
        Set<String> outputs = session.getOutputNames();
        String output = outputs.contains("logits") || outputs.size() != 1
                ? "logits"
                : outputs.iterator().next();
        var known = session.getOutputInfo().get(output);
        if (known == null
                || !(known.getInfo() instanceof TensorInfo info)
                || floats(info).isEmpty()
                || info.getShape().length != 2
                || !fits(info.getShape()[1], width)) {
            throw new RefusedModelException(
                    "a model with " + width + " labels gives logits, a tensor of 2 dimensions, the last of"
                            + " that size; this model gives " + new TreeSet<>(outputs));
        }
        return with(session, output, floats(info).orElseThrow());
    }

    private static Optional<ElementKind> floats(TensorInfo info) {
        return switch (info.type) {
            case FLOAT -> Optional.of(ElementKind.FLOAT);
            case FLOAT16 -> Optional.of(ElementKind.FLOAT16);
            case BFLOAT16 -> Optional.of(ElementKind.BFLOAT16);
            case DOUBLE, INT8, INT16, INT32, INT64, BOOL, STRING, UINT8, UNKNOWN -> Optional.empty();
        };
    }

    private static EncoderPorts with(OrtSession session, String output, ElementKind kind)
            throws IOException, OrtException {
        Set<String> inputs = session.getInputNames();
        Set<String> unknown = new TreeSet<>(inputs);
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty() || !inputs.contains(IDS)) {
            throw new RefusedModelException(
                    "an encoder takes input_ids, attention_mask, token_type_ids and position_ids; this"
                            + " model takes " + new TreeSet<>(inputs));
        }
        return new EncoderPorts(
                inputs.contains(MASK),
                inputs.contains(TYPES),
                inputs.contains(POSITIONS),
                output,
                kind,
                exact(session));
    }

    private static Batching.Exact exact(OrtSession session) throws OrtException {
        return Objects.requireNonNull(session.getInputInfo().get(IDS)).getInfo() instanceof TensorInfo info
                        && info.getShape().length == 2
                ? new Batching.Exact(size(info.getShape()[0]), size(info.getShape()[1]))
                : Batching.Exact.ANY;
    }

    private static int size(long announced) {
        return announced > 0 ? (int) Math.min(announced, Integer.MAX_VALUE) : 0;
    }

    /**
     * How its rows run together on the processor, or anywhere where the graph leaves no choice.
     *
     * @param rowsMax most rows of a run
     * @param tokensMax most tokens of a row
     */
    Batching batching(int rowsMax, int tokensMax) {
        return exact.equals(Batching.Exact.ANY)
                ? Batching.ofEqualLengths(rowsMax, tokensMax)
                : Batching.exactly(exact, rowsMax, tokensMax);
    }

    /** A size of −1 is known only when the model runs. */
    private static boolean fits(long announced, int dimensions) {
        return announced == dimensions || announced < 0;
    }
}
