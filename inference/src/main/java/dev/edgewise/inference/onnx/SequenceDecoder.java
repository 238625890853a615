package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.generate.Decoder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decoder whose attention is spelled out: each run gives a longer copy of the memory, which is fed back as it is, in
 * native memory, without passing the heap. Texts run one by one.
 */
final class SequenceDecoder implements Decoder {
    private static final int READ_TOKENS_MAX = 64;

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final DecoderPorts ports;
    private final int contextTokens;
    private final NativeMemory memory = new NativeMemory();
    private final LongBuffer ids;
    private final LongBuffer positions;
    private final LongBuffer ones;
    private final FloatBuffer logits;
    private final FloatBuffer rows;
    private final OrtSession.RunOptions options;
    private final OnnxTensor empty;
    private final Set<String> presents;
    private final OrtSession.@Nullable Result[] held;
    private final int[] lengths;

    SequenceDecoder(OrtEnvironment environment, OrtSession session, DecoderPorts ports, int slots, int contextTokens)
            throws OrtException {
        this.environment = environment;
        this.session = session;
        this.ports = ports;
        this.contextTokens = contextTokens;
        this.ids = longs(READ_TOKENS_MAX);
        this.positions = longs(READ_TOKENS_MAX);
        this.ones = longs(contextTokens);
        for (int i = 0; i < contextTokens; i++) {
            ones.put(i, 1);
        }
        this.logits = floats(READ_TOKENS_MAX);
        this.rows = floats(slots);
        this.options = new OrtSession.RunOptions();
        this.empty = OnnxTensor.createTensor(
                environment, memory.allocate(0), new long[] {1, ports.heads(), 0, ports.headSize()}, ports.javaType());
        this.presents = new LinkedHashSet<>(ports.presents());
        this.held = new OrtSession.Result[slots];
        this.lengths = new int[slots];
    }

    @Override
    public int slots() {
        return held.length;
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
        return false;
    }

    @Override
    public void read(int slot, int length, int[] tokens, int from, int to) throws OrtException {
        run(slot, length, tokens, from, to);
        keep(0, to - from - 1);
    }

    @Override
    public void step(int firstSlot, int count, int[] tokens, int[] stepLengths) throws OrtException {
        for (int row = 0; row < count; row++) {
            run(firstSlot + row, stepLengths[row], tokens, row, row + 1);
            keep(row, 0);
        }
    }

    private void run(int slot, int length, int[] tokens, int from, int to) throws OrtException {
        int count = Objects.checkIndex(to - from - 1, READ_TOKENS_MAX) + 1;
        Objects.checkFromToIndex(length, length + count, contextTokens);
        if (length != 0 && length != lengths[slot]) {
            throw new IllegalArgumentException("this memory cannot be cut back");
        }
        if (length == 0) {
            forget(slot);
        }
        Map<String, OnnxTensor> inputs = new HashMap<>();
        OrtSession.Result before = held[slot];
        for (int i = 0; i < ports.pasts().size(); i++) {
            inputs.put(ports.pasts().get(i), before == null ? empty : present(before, i));
        }
        for (int i = 0; i < count; i++) {
            ids.put(i, tokens[from + i]);
            positions.put(i, length + i);
        }
        try (OnnxTensor in = tensor(ids, count);
                OnnxTensor at = tensor(positions, count);
                OnnxTensor seen = tensor(ones, length + count);
                OnnxTensor out =
                        OnnxTensor.createTensor(environment, logits.slice(0, count * ports.vocabulary()), new long[] {
                            1, count, ports.vocabulary()
                        })) {
            inputs.put(DecoderPorts.IDS, in);
            inputs.put(DecoderPorts.MASK, seen);
            if (ports.positions()) {
                inputs.put(DecoderPorts.POSITIONS, at);
            }
            held[slot] = session.run(inputs, presents, Map.of(DecoderPorts.LOGITS, out), options);
            lengths[slot] = length + count;
        }
        if (before != null) {
            before.close();
        }
    }

    private OnnxTensor present(OrtSession.Result result, int index) {
        OnnxValue value = result.get(ports.presents().get(index)).orElseThrow();
        return (OnnxTensor) value;
    }

    private void keep(int row, int from) {
        rows.put(row * ports.vocabulary(), logits, from * ports.vocabulary(), ports.vocabulary());
    }

    @Override
    public void logits(int row, float[] into) {
        rows.get(row * ports.vocabulary(), into);
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

    private void forget(int slot) {
        OrtSession.Result before = held[slot];
        held[slot] = null;
        lengths[slot] = 0;
        if (before != null) {
            before.close();
        }
    }

    private OnnxTensor tensor(LongBuffer buffer, int width) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer.slice(0, width), new long[] {1, width});
    }

    private LongBuffer longs(long count) {
        return memory.allocate(count * Long.BYTES).asLongBuffer();
    }

    private FloatBuffer floats(long count) {
        return memory.allocate(count * ports.vocabulary() * Float.BYTES).asFloatBuffer();
    }

    @Override
    public void close() {
        for (int slot = 0; slot < held.length; slot++) {
            forget(slot);
        }
        empty.close();
        options.close();
        memory.close();
        Sessions.close(session);
    }
}
