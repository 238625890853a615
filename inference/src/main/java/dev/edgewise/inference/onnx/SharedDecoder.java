package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.generate.Decoder;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decoder with GroupQueryAttention: one buffer for each key and value of each layer holds all slots side by side, is
 * given as past and as present alike, and is written in place. Rows of a step are neighbouring slots of any lengths; a row
 * gives the same numbers, bit for bit, whatever its neighbours are.
 */
final class SharedDecoder implements Decoder {
    /** Most tokens of one read: what it computes for each is 49 thousand logits with the smallest models. */
    private static final int READ_TOKENS_MAX = 64;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final DecoderPorts ports;
    private final int slots;
    private final int contextTokens;
    private final NativeMemory memory = new NativeMemory();
    private final List<ByteBuffer> caches = new ArrayList<>();
    private final LongBuffer ids;
    private final LongBuffer positions;
    private final LongBuffer mask;
    private final LongBuffer ones;
    private final FloatBuffer logits;
    private final OrtSession.RunOptions options;
    private final @Nullable Run[] runs;

    /** How many rows of logits belong to a row of the last run: all tokens of a read. */
    private int lastRow;

    /**
     * What stays the same among runs of the same slots: every tensor of the memory, and those of a step.
     *
     * @param stepInputs and the mask
     */
    private record Run(
            Map<String, OnnxTensor> memory, Map<String, OnnxTensor> stepInputs, Map<String, OnnxTensor> stepOutputs) {}

    SharedDecoder(OrtEnvironment environment, OrtSession session, DecoderPorts ports, int slots, int contextTokens)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.ports = ports;
        this.slots = slots;
        this.contextTokens = contextTokens;
        this.ids = longs(Math.max(READ_TOKENS_MAX, slots));
        this.positions = longs(Math.max(READ_TOKENS_MAX, slots));
        this.mask = longs((long) slots * contextTokens);
        this.ones = longs(contextTokens);
        for (int i = 0; i < contextTokens; i++) {
            ones.put(i, 1);
        }
        this.logits = memory.allocate((long) Math.max(READ_TOKENS_MAX, slots) * ports.vocabulary() * Float.BYTES)
                .asFloatBuffer();
        for (int i = 0; i < ports.pasts().size(); i++) {
            caches.add(memory.allocate(slots * slotBytes()));
        }
        this.options = new OrtSession.RunOptions();
        this.runs = new Run[slots * slots];
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int contextTokens() {
        return contextTokens;
    }

    @Override
    public int vocabulary() {
        return ports.vocabulary();
    }

    @Override
    public int readTokensMax() {
        return READ_TOKENS_MAX;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void read(int slot, int length, int[] tokens, int from, int to) throws OrtException {
        int count = Objects.checkIndex(to - from - 1, READ_TOKENS_MAX) + 1;
        Objects.checkFromToIndex(length, length + count, contextTokens);
        for (int i = 0; i < count; i++) {
            ids.put(i, tokens[from + i]);
            positions.put(i, length + i);
        }
        Run run = run(slot, 1);
        Map<String, OnnxTensor> inputs = new HashMap<>(run.memory);
        Map<String, OnnxTensor> outputs = new HashMap<>(run.stepOutputs);
        try (OnnxTensor in = tensor(ids, 1, count);
                OnnxTensor at = tensor(positions, 1, count);
                OnnxTensor seen = tensor(ones, 1, length + count);
                OnnxTensor out = logits(1, count)) {
            inputs.put(DecoderPorts.IDS, in);
            inputs.put(DecoderPorts.MASK, seen);
            if (ports.positions()) {
                inputs.put(DecoderPorts.POSITIONS, at);
            }
            outputs.put(DecoderPorts.LOGITS, out);
            session.run(inputs, Set.of(), outputs, options).close();
        }
        lastRow = count - 1;
    }

    @Override
    public void step(int firstSlot, int count, int[] tokens, int[] lengths) throws OrtException {
        int longest = 0;
        for (int row = 0; row < count; row++) {
            Objects.checkIndex(lengths[row], contextTokens);
            ids.put(row, tokens[row]);
            positions.put(row, lengths[row]);
            longest = Math.max(longest, lengths[row] + 1);
        }
        LongBuffer seen = count == 1 ? ones : mask(count, lengths, longest);
        Run run = run(firstSlot, count);
        try (OnnxTensor masks = tensor(seen, count, longest)) {
            run.stepInputs.put(DecoderPorts.MASK, masks);
            session.run(run.stepInputs, Set.of(), run.stepOutputs, options).close();
        }
        lastRow = 0;
    }

    private LongBuffer mask(int count, int[] lengths, int longest) {
        for (int row = 0; row < count; row++) {
            for (int at = 0; at < longest; at++) {
                mask.put(row * longest + at, at <= lengths[row] ? 1 : 0);
            }
        }
        return mask;
    }

    @Override
    public void logits(int row, float[] into) {
        logits.get((lastRow + row) * ports.vocabulary(), into);
    }

    @Override
    public void interrupt() {
        terminate(true);
    }

    @Override
    public void resume() {
        terminate(false);
    }

    private void terminate(boolean now) {
        try {
            options.setTerminate(now);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private Run run(int firstSlot, int count) throws OrtException {
        int key = firstSlot * slots + count - 1;
        Run known = runs[key];
        if (known != null) {
            return known;
        }
        Map<String, OnnxTensor> pasts = new HashMap<>();
        Map<String, OnnxTensor> outputs = new HashMap<>();
        long[] shape = {count, ports.heads(), contextTokens, ports.headSize()};
        for (int i = 0; i < caches.size(); i++) {
            ByteBuffer part = caches.get(i)
                    .slice((int) (firstSlot * slotBytes()), (int) (count * slotBytes()))
                    .order(caches.get(i).order());
            OnnxTensor tensor = OnnxTensor.createTensor(environment, part, shape, ports.javaType());
            pasts.put(ports.pasts().get(i), tensor);
            outputs.put(ports.presents().get(i), tensor);
        }
        Map<String, OnnxTensor> inputs = new HashMap<>(pasts);
        inputs.put(DecoderPorts.IDS, tensor(ids, count, 1));
        if (ports.positions()) {
            inputs.put(DecoderPorts.POSITIONS, tensor(positions, count, 1));
        }
        outputs.put(DecoderPorts.LOGITS, logits(count, 1));
        Run made = new Run(Map.copyOf(pasts), inputs, outputs);
        runs[key] = made;
        return made;
    }

    private OnnxTensor tensor(LongBuffer buffer, int rows, int width) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer.slice(0, rows * width), new long[] {rows, width});
    }

    private OnnxTensor logits(int rows, int width) throws OrtException {
        return OnnxTensor.createTensor(environment, logits.slice(0, rows * width * ports.vocabulary()), new long[] {
            rows, width, ports.vocabulary()
        });
    }

    private LongBuffer longs(long count) {
        return memory.allocate(count * Long.BYTES).asLongBuffer();
    }

    private long slotBytes() {
        return contextTokens * ports.bytesPerToken();
    }

    @Override
    public void close() {
        for (Run run : runs) {
            if (run != null) {
                run.stepInputs.remove(DecoderPorts.MASK);
                run.stepInputs.keySet().removeAll(run.memory.keySet());
                run.stepInputs.values().forEach(OnnxTensor::close);
                run.stepOutputs.values().forEach(OnnxTensor::close);
            }
        }
        options.close();
        memory.close();
        Sessions.close(session);
    }
}
