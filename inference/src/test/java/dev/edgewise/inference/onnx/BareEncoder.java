package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;

/** The least one can do to run an encoder: one {@code session.run} with every tensor made beforehand. */
final class BareEncoder {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final FloatBuffer states;
    private final int tokens;
    private final int width;

    /**
     * A run of so many copies of one row.
     *
     * @param width numbers of one token's state
     */
    BareEncoder(OrtEnvironment environment, OrtSession session, int[] ids, int rows, int width) throws OrtException {
        this(environment, session, Collections.nCopies(rows, ids).toArray(int[][]::new), width);
    }

    /** A run of rows with equally many tokens. */
    BareEncoder(OrtEnvironment environment, OrtSession session, int[][] rows, int width) throws OrtException {
        this.session = session;
        this.tokens = rows[0].length;
        this.width = width;
        long[] ids = Arrays.stream(rows)
                .flatMapToInt(Arrays::stream)
                .mapToLong(id -> id)
                .toArray();
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        long[] shape = {rows.length, tokens};
        this.inputs = Map.of(
                "input_ids", tensor(environment, ids, shape),
                "attention_mask", tensor(environment, ones, shape),
                "token_type_ids", tensor(environment, new long[ids.length], shape));
        this.states = ByteBuffer.allocateDirect(ids.length * width * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        this.outputs = Map.of(
                "last_hidden_state",
                OnnxTensor.createTensor(environment, states, new long[] {rows.length, tokens, width}));
    }

    /** The mean of a row's states. After {@link #run()}. */
    double[] mean(int row) {
        double[] mean = new double[width];
        for (int token = 0; token < tokens; token++) {
            for (int i = 0; i < width; i++) {
                mean[i] += states.get((row * tokens + token) * width + i) / (double) tokens;
            }
        }
        return mean;
    }

    private static OnnxTensor tensor(OrtEnvironment environment, long[] values, long[] shape) throws OrtException {
        LongBuffer buffer = ByteBuffer.allocateDirect(values.length * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        return OnnxTensor.createTensor(environment, buffer.put(values).flip(), shape);
    }

    /** Runs it; gives back how long that took, in nanoseconds. */
    long run() throws OrtException {
        long begin = System.nanoTime();
        session.run(inputs, outputs).close();
        return System.nanoTime() - begin;
    }
}
