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
final class BareRun implements Runnable {
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private volatile long nanos;

    BareRun(OrtEnvironment environment, OrtSession session, int[] ids, int width) throws OrtException {
        this.session = session;
        long[] ones = new long[ids.length];
        Arrays.fill(ones, 1);
        this.inputs = Map.of(
                "input_ids",
                        tensor(environment, Arrays.stream(ids).asLongStream().toArray()),
                "attention_mask", tensor(environment, ones),
                "token_type_ids", tensor(environment, new long[ids.length]));
        this.outputs = Map.of(
                "last_hidden_state",
                OnnxTensor.createTensor(
                        environment,
                        ByteBuffer.allocateDirect(ids.length * width * Float.BYTES)
                                .order(ByteOrder.nativeOrder())
                                .asFloatBuffer(),
                        new long[] {1, ids.length, width}));
    }

    private static OnnxTensor tensor(OrtEnvironment environment, long[] values) throws OrtException {
        LongBuffer buffer = ByteBuffer.allocateDirect(values.length * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        return OnnxTensor.createTensor(environment, buffer.put(values).flip(), new long[] {1, values.length});
    }

    long nanos() {
        return nanos;
    }

    @Override
    public void run() {
        try {
            long begin = System.nanoTime();
            session.run(inputs, outputs).close();
            nanos = System.nanoTime() - begin;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
