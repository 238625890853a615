package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.catalog.Pooling;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.schedule.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The native buffers of one run of an encoder, reused from run to run: ids in, hidden states out, nothing through the
 * heap but one row of sums. One thread at a time.
 */
final class Workspace implements AutoCloseable {
    /** Shapes whose tensors are kept. */
    private static final int SHAPES_KEPT = 64;

    private final @Nullable Bound[] bounds = new Bound[SHAPES_KEPT];
    private final OrtEnvironment environment;
    private final EncoderPorts ports;
    private final int width;
    private final boolean perRow;
    private final LongBuffer ids;
    private final LongBuffer mask;
    private final LongBuffer types;
    private final LongBuffer places;
    private final FloatBuffer states;
    private final Reader reader;
    private final @Nullable TokenStateReader tokenStates;

    /** Makes a row's answer of its numbers in the output buffer. */
    interface Reader {
        /**
         * The answer of the row whose vectors are {@code from} to {@code from + vectors − 1}.
         *
         * @return overwritten by the next call
         */
        float[] read(FloatBuffer output, int from, int vectors);
    }

    private Workspace(
            OrtEnvironment environment,
            EncoderPorts ports,
            int rowsMax,
            int tokensMax,
            int width,
            boolean perRow,
            Reader reader,
            @Nullable TokenStateReader tokenStates) {
        int positions = Math.multiplyExact(rowsMax, tokensMax);
        this.environment = environment;
        this.ports = ports;
        this.width = width;
        this.perRow = perRow;
        this.ids = longs(positions);
        this.mask = longs(ports.mask() ? positions : 0);
        this.types = longs(ports.types() ? positions : 0);
        this.places = longs(ports.positions() ? positions : 0);
        // Rows of a batch have equal length, so there is no padding to mask.
        for (int i = 0; i < mask.capacity(); i++) {
            mask.put(i, 1);
        }
        int vectors = perRow ? rowsMax : positions;
        this.states = bytes(Math.multiplyExact(vectors, width * Float.BYTES)).asFloatBuffer();
        this.reader = reader;
        this.tokenStates = tokenStates;
    }

    /** For an embedder: states of every token, or vectors where the graph pools. */
    static Workspace of(
            OrtEnvironment environment, EncoderPorts ports, Skill.Embedding skill, TokenStateReader.Marks marks) {
        boolean pooled = skill.pooling() == Pooling.IN_GRAPH;
        Pooler pooler = new Pooler(skill.pooling(), skill.normalized(), skill.dimensions());
        return new Workspace(
                environment,
                ports,
                skill.rowsPerBatchMax(),
                skill.tokensMax(),
                skill.dimensions(),
                pooled,
                pooler::pool,
                pooled ? null : new TokenStateReader(marks, skill.dimensions()));
    }

    /** For a model that gives {@code width} logits a row. */
    static Workspace ofLogits(OrtEnvironment environment, EncoderPorts ports, int rowsMax, int tokensMax, int width) {
        float[] logits = new float[width];
        Reader copy = (output, from, vectors) -> {
            output.get(from * width, logits);
            return logits;
        };
        return new Workspace(environment, ports, rowsMax, tokensMax, width, true, copy, null);
    }

    void run(OrtSession session, List<Row> rows) throws OrtException {
        int tokens = rows.getFirst().tokens();
        int vectorsPerRow = perRow ? 1 : tokens;
        fill(rows, tokens);
        Bound shape = bound(rows.size(), tokens);
        // The output is pinned: the runtime writes straight into our buffer.
        session.run(shape.inputs, shape.outputs).close();
        for (int row = 0; row < rows.size(); row++) {
            rows.get(row).answer(reader.read(states, row * vectorsPerRow, vectorsPerRow));
            if (tokenStates != null && rows.get(row).wantsTokenStates()) {
                rows.get(row).answerTokens(tokenStates.read(rows.get(row), states, row * vectorsPerRow));
            }
        }
    }

    /** The buffers as tensors of one shape: making them for every run would cost more than all else around it. */
    private record Bound(int rows, int tokens, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }

    private Bound bound(int rows, int tokens) throws OrtException {
        int slot = (tokens * 31 + rows) % SHAPES_KEPT;
        Bound known = bounds[slot];
        if (known != null && known.rows == rows && known.tokens == tokens) {
            return known;
        }
        if (known != null) {
            bounds[slot] = null;
            known.close();
        }
        var made = new Bound(rows, tokens, HashMap.newHashMap(4), HashMap.newHashMap(1));
        try {
            long[] in = {rows, tokens};
            put(made.inputs, "input_ids", ids, in);
            if (ports.mask()) {
                put(made.inputs, "attention_mask", mask, in);
            }
            if (ports.types()) {
                put(made.inputs, "token_type_ids", types, in);
            }
            if (ports.positions()) {
                put(made.inputs, "position_ids", places, in);
            }
            long[] out = perRow ? new long[] {rows, width} : new long[] {rows, tokens, width};
            FloatBuffer part = states.slice(0, rows * (perRow ? 1 : tokens) * width);
            made.outputs.put(ports.output(), OnnxTensor.createTensor(environment, part, out));
        } catch (OrtException | RuntimeException | Error e) {
            made.close();
            throw e;
        }
        bounds[slot] = made;
        return made;
    }

    private void put(Map<String, OnnxTensor> inputs, String name, LongBuffer values, long[] shape) throws OrtException {
        LongBuffer part = values.slice(0, Math.toIntExact(shape[0] * shape[1]));
        inputs.put(name, OnnxTensor.createTensor(environment, part, shape));
    }

    /** Frees the tensors; no run comes after. */
    @Override
    public void close() {
        for (int i = 0; i < bounds.length; i++) {
            Bound bound = bounds[i];
            if (bound != null) {
                bounds[i] = null;
                bound.close();
            }
        }
    }

    private void fill(List<Row> rows, int tokens) {
        for (int row = 0; row < rows.size(); row++) {
            for (int position = 0; position < tokens; position++) {
                int token = rows.get(row).id(position);
                ids.put(row * tokens + position, TypedToken.id(token));
                if (ports.types()) {
                    types.put(row * tokens + position, TypedToken.type(token));
                }
                if (ports.positions()) {
                    places.put(row * tokens + position, position);
                }
            }
        }
    }

    private static LongBuffer longs(int count) {
        return bytes(Math.multiplyExact(count, Long.BYTES)).asLongBuffer();
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }
}
