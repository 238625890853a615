package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.generate.Decoder;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import dev.edgewise.inference.onnx.nativeapi.Memory;
import dev.edgewise.inference.onnx.nativeapi.PortName;
import dev.edgewise.inference.onnx.nativeapi.RunControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@link SharedDecoder} by the C interface: the memory is bound once as past and as present where it lies, on the host or on
 * a device, and a run takes nothing of the heap.
 */
final class BoundSharedDecoder implements Decoder {
    private final DecoderSession session;
    private final DecoderPorts ports;
    private final int slots;
    private final int contextTokens;
    private final long slotBytes;
    private final BoundInputs inputs;
    private final RunControl control;
    private final List<Memory> caches = new ArrayList<>();
    private final List<PortName> pasts = new ArrayList<>();
    private final List<PortName> presents = new ArrayList<>();
    private final @Nullable Binding[] bindings;

    /** How many rows of logits belong to a row of the last run: all tokens of a read. */
    private int lastRow;

    /** @param session closed with this, by the caller when this fails */
    BoundSharedDecoder(DecoderSession session, DecoderPorts ports, int slots, int contextTokens)
            throws EngineException {
        this.session = session;
        this.ports = ports;
        this.slots = slots;
        this.contextTokens = contextTokens;
        this.slotBytes = contextTokens * ports.bytesPerToken();
        this.bindings = new Binding[slots * slots];
        this.control = session.control();
        this.inputs =
                new BoundInputs(session, ports, Math.max(DecoderSession.READ_TOKENS_MAX, slots), slots, contextTokens);
        for (int i = 0; i < ports.pasts().size(); i++) {
            caches.add(session.cache(slots * slotBytes));
            pasts.add(session.name(ports.pasts().get(i)));
            presents.add(session.name(ports.presents().get(i)));
        }
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
        return DecoderSession.READ_TOKENS_MAX;
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void read(int slot, int length, int[] tokens, int from, int to) throws EngineException {
        int count = Objects.checkIndex(to - from - 1, DecoderSession.READ_TOKENS_MAX) + 1;
        Objects.checkFromToIndex(length, length + count, contextTokens);
        for (int i = 0; i < count; i++) {
            inputs.token(i, tokens[from + i], length + i);
        }
        Binding binding = binding(slot, 1);
        inputs.bind(binding, 1, count, length + count);
        session.run(binding);
        lastRow = count - 1;
    }

    @Override
    public void step(int firstSlot, int count, int[] tokens, int[] lengths) throws EngineException {
        int longest = 0;
        for (int row = 0; row < count; row++) {
            Objects.checkIndex(lengths[row], contextTokens);
            inputs.token(row, tokens[row], lengths[row]);
            longest = Math.max(longest, lengths[row] + 1);
        }
        Binding binding = binding(firstSlot, count);
        if (count == 1) {
            inputs.bind(binding, 1, 1, longest);
        } else {
            inputs.bindRagged(binding, count, lengths, longest);
        }
        session.run(binding);
        lastRow = 0;
    }

    @Override
    public void logits(int row, float[] into) {
        inputs.logits(lastRow + row, into);
    }

    @Override
    public void interrupt() {
        control.terminate();
    }

    @Override
    public void resume() {
        control.resume();
    }

    private Binding binding(int firstSlot, int count) throws EngineException {
        int key = firstSlot * slots + count - 1;
        Binding known = bindings[key];
        if (known != null) {
            return known;
        }
        Binding made = session.binding();
        Dims shape = session.dims(count, ports.heads(), contextTokens, ports.headSize());
        for (int i = 0; i < caches.size(); i++) {
            made.input(pasts.get(i), caches.get(i), firstSlot * slotBytes, ports.kind(), shape);
            made.output(presents.get(i), caches.get(i), firstSlot * slotBytes, ports.kind(), shape);
        }
        bindings[key] = made;
        return made;
    }

    @Override
    public void close() {
        session.close();
    }
}
