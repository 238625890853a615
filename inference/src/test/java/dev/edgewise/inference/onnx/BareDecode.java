package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** The least one can do to write on: one {@code session.run} a token, memory in place, and the likeliest token. */
final class BareDecode {
    private static final int LAYERS = 30;
    private static final int HEADS = 3;
    private static final int HEAD_SIZE = 64;
    private static final int VOCABULARY = 49_152;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private final Map<String, OnnxTensor> outputs = new HashMap<>();
    private final LongBuffer ids = bytes(Long.BYTES).asLongBuffer();
    private final LongBuffer ones;
    private final FloatBuffer logits = bytes(VOCABULARY * Float.BYTES).asFloatBuffer();
    private final float[] row = new float[VOCABULARY];

    BareDecode(OrtEnvironment environment, OrtSession session, int context) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.ones = bytes(context * Long.BYTES).asLongBuffer();
        for (int i = 0; i < context; i++) {
            ones.put(i, 1);
        }
        long[] shape = {1, HEADS, context, HEAD_SIZE};
        for (int layer = 0; layer < LAYERS; layer++) {
            for (String part : new String[] {"key", "value"}) {
                FloatBuffer cache =
                        bytes(HEADS * context * HEAD_SIZE * Float.BYTES).asFloatBuffer();
                OnnxTensor tensor = OnnxTensor.createTensor(environment, cache, shape);
                inputs.put("past_key_values." + layer + "." + part, tensor);
                outputs.put("present." + layer + "." + part, tensor);
            }
        }
        inputs.put("input_ids", OnnxTensor.createTensor(environment, ids, new long[] {1, 1}));
        outputs.put("logits", OnnxTensor.createTensor(environment, logits, new long[] {1, 1, VOCABULARY}));
    }

    /** Writes so many tokens after a prompt, reading that token by token; gives back the time of the writing. */
    long write(int[] prompt, int tokens) throws OrtException {
        int next = 0;
        for (int i = 0; i < prompt.length; i++) {
            next = step(prompt[i], i);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < tokens; i++) {
            next = step(next, prompt.length + i);
        }
        return System.nanoTime() - begin;
    }

    private int step(int id, int at) throws OrtException {
        ids.put(0, id);
        try (OnnxTensor mask = OnnxTensor.createTensor(environment, ones.slice(0, at + 1), new long[] {1, at + 1})) {
            inputs.put("attention_mask", mask);
            session.run(inputs, outputs).close();
        }
        logits.get(0, row);
        int best = 0;
        for (int i = 1; i < VOCABULARY; i++) {
            if (row[i] > row[best]) {
                best = i;
            }
        }
        return best;
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }
}
