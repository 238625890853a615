package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.schedule.Row;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The native buffers of one run of an encoder, reused from run to run: ids in, hidden states out, nothing through the
 * heap but one row of sums. One thread at a time.
 */
final class Workspace {
    private final OrtEnvironment environment;
    private final int width;
    private final LongBuffer ids;
    private final LongBuffer mask;
    private final LongBuffer types;
    private final FloatBuffer states;
    private final float[] state;
    private final float[] sum;

    Workspace(OrtEnvironment environment, int rowsMax, int tokensMax, int width) {
        int positions = rowsMax * tokensMax;
        this.environment = environment;
        this.width = width;
        this.ids = longs(positions);
        this.mask = longs(positions);
        this.types = longs(positions);
        // Rows of a batch have equal length, so there is no padding to mask.
        for (int i = 0; i < positions; i++) {
            mask.put(i, 1);
        }
        this.states = bytes(Math.multiplyExact(positions, width * Float.BYTES)).asFloatBuffer();
        this.state = new float[width];
        this.sum = new float[width];
    }

    void run(OrtSession session, List<Row> rows) throws OrtException {
        int tokens = rows.getFirst().tokens();
        int positions = rows.size() * tokens;
        fill(rows, tokens);
        long[] in = {rows.size(), tokens};
        long[] out = {rows.size(), tokens, width};
        try (OnnxTensor inputIds = OnnxTensor.createTensor(environment, ids.slice(0, positions), in);
                OnnxTensor attentionMask = OnnxTensor.createTensor(environment, mask.slice(0, positions), in);
                OnnxTensor tokenTypes = OnnxTensor.createTensor(environment, types.slice(0, positions), in);
                OnnxTensor hidden = OnnxTensor.createTensor(environment, states.slice(0, positions * width), out)) {
            // The output is pinned: the runtime writes straight into our buffer.
            session.run(
                            Map.of(
                                    "input_ids", inputIds,
                                    "attention_mask", attentionMask,
                                    "token_type_ids", tokenTypes),
                            Map.of("last_hidden_state", hidden))
                    .close();
        }
        for (int row = 0; row < rows.size(); row++) {
            pool(row * tokens, tokens);
            rows.get(row).answer(sum);
        }
    }

    private void fill(List<Row> rows, int tokens) {
        for (int row = 0; row < rows.size(); row++) {
            for (int position = 0; position < tokens; position++) {
                ids.put(row * tokens + position, rows.get(row).id(position));
            }
        }
    }

    /** Mean pooling, then L2: the mean's division falls out of the scaling to length 1. */
    private void pool(int from, int tokens) {
        Arrays.fill(sum, 0);
        for (int position = from; position < from + tokens; position++) {
            states.get(position * width, state);
            for (int i = 0; i < width; i++) {
                sum[i] += state[i];
            }
        }
        double squares = 0;
        for (float value : sum) {
            squares += (double) value * value;
        }
        float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        for (int i = 0; i < width; i++) {
            sum[i] *= scale;
        }
    }

    private static LongBuffer longs(int count) {
        return bytes(Math.multiplyExact(count, Long.BYTES)).asLongBuffer();
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocateDirect(count).order(ByteOrder.nativeOrder());
    }
}
