package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/** The least one can do to run an encoder: one {@code session.run} with every tensor made beforehand. */
final class BareEncoder {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;

    /**
     * A run of so many copies of one row.
     *
     * @param width numbers of one token's state
     */
    BareEncoder(OrtEnvironment environment, OrtSession session, int[] ids, int rows, int width) throws OrtException {
        this.session = session;
        long[] tokens = new long[rows * ids.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = ids[i % ids.length];
        }
        long[] ones = new long[tokens.length];
        Arrays.fill(ones, 1);
        long[] shape = {rows, ids.length};
        this.inputs = Map.of(
                "input_ids", tensor(environment, tokens, shape),
                "attention_mask", tensor(environment, ones, shape),
                "token_type_ids", tensor(environment, new long[tokens.length], shape));
        this.outputs = Map.of(
                "last_hidden_state",
                OnnxTensor.createTensor(
                        environment,
                        ByteBuffer.allocateDirect(tokens.length * width * Float.BYTES)
                                .order(ByteOrder.nativeOrder())
                                .asFloatBuffer(),
                        new long[] {rows, ids.length, width}));
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
