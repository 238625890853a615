package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.generate.Decoder;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import dev.edgewise.inference.onnx.nativeapi.Memory;
import dev.edgewise.inference.onnx.nativeapi.PortName;
import dev.edgewise.inference.onnx.nativeapi.RunControl;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * {@link SequenceDecoder} by the C interface: each run reads a text's memory from one buffer of each layer and writes the
 * longer copy to another; then they change their parts. One buffer more than there are slots is enough. Nothing is
 * allocated in a run, and nothing of it on the heap.
 */
final class BoundSequenceDecoder implements Decoder {
    private final DecoderSession session;
    private final DecoderPorts ports;
    private final int contextTokens;
    private final BoundInputs inputs;
    private final RunControl control;
    private final Binding binding;
    private final Dims past;
    private final Dims present;
    private final List<PortName> pasts = new ArrayList<>();
    private final List<PortName> presents = new ArrayList<>();

    /** By buffer, one piece of memory for each key and value. */
    private final List<List<Memory>> buffers = new ArrayList<>();

    /** The buffer that a slot's memory is in. */
    private final int[] bufferOf;

    private final int[] lengths;

    /** The buffer that no slot's memory is in. */
    private int spare;

    /** The last distribution of each row of a step. */
    private final MemorySegment rows;

    /** @param session closed with this, by the caller when this fails */
    BoundSequenceDecoder(DecoderSession session, DecoderPorts ports, int slots, int contextTokens)
            throws EngineException {
        this.session = session;
        this.ports = ports;
        this.contextTokens = contextTokens;
        this.control = session.control();
        this.inputs = new BoundInputs(session, ports, DecoderSession.READ_TOKENS_MAX, 1, contextTokens);
        this.binding = session.binding();
        this.past = session.dims(1, ports.heads(), 0, ports.headSize());
        this.present = session.dims(1, ports.heads(), 0, ports.headSize());
        for (int i = 0; i < ports.pasts().size(); i++) {
            pasts.add(session.name(ports.pasts().get(i)));
            presents.add(session.name(ports.presents().get(i)));
        }
        for (int buffer = 0; buffer <= slots; buffer++) {
            List<Memory> parts = new ArrayList<>();
            for (int i = 0; i < pasts.size(); i++) {
                parts.add(session.cache(contextTokens * ports.bytesPerToken()));
            }
            buffers.add(parts);
        }
        this.bufferOf = new int[slots];
        for (int slot = 0; slot < slots; slot++) {
            bufferOf[slot] = slot;
        }
        this.spare = slots;
        this.lengths = new int[slots];
        this.rows = session.segment(slots * rowBytes());
    }

    @Override
    public int slots() {
        return lengths.length;
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
        return DecoderSession.READ_TOKENS_MAX;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void read(int slot, int length, int[] tokens, int from, int to) throws EngineException {
        run(slot, length, tokens, from, to);
        inputs.logits(to - from - 1, rows, 0);
    }

    @Override
    public void step(int firstSlot, int count, int[] tokens, int[] stepLengths) throws EngineException {
        for (int row = 0; row < count; row++) {
            run(firstSlot + row, stepLengths[row], tokens, row, row + 1);
            inputs.logits(0, rows, row * rowBytes());
        }
    }

    private void run(int slot, int length, int[] tokens, int from, int to) throws EngineException {
        int count = Objects.checkIndex(to - from - 1, DecoderSession.READ_TOKENS_MAX) + 1;
        Objects.checkFromToIndex(length, length + count, contextTokens);
        if (length != 0 && length != lengths[slot]) {
            throw new IllegalArgumentException("this memory cannot be cut back");
        }
        for (int i = 0; i < count; i++) {
            inputs.token(i, tokens[from + i], length + i);
        }
        past.set(2, length);
        present.set(2, length + count);
        List<Memory> read = buffers.get(bufferOf[slot]);
        List<Memory> written = buffers.get(spare);
        for (int i = 0; i < pasts.size(); i++) {
            binding.input(pasts.get(i), read.get(i), 0, ports.kind(), past);
            binding.output(presents.get(i), written.get(i), 0, ports.kind(), present);
        }
        inputs.bind(binding, 1, count, length + count);
        session.run(binding);
        int free = bufferOf[slot];
        bufferOf[slot] = spare;
        spare = free;
        lengths[slot] = length + count;
    }

    @Override
    public void logits(int row, float[] into) {
        MemorySegment.copy(rows, ValueLayout.JAVA_FLOAT, row * rowBytes(), into, 0, ports.vocabulary());
    }

    private long rowBytes() {
        return (long) ports.vocabulary() * Float.BYTES;
    }

    @Override
    public void interrupt() {
        control.terminate();
    }

    @Override
    public void resume() {
        control.resume();
    }

    @Override
    public void close() {
        session.close();
    }
}
