package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import java.util.ArrayList;
import java.util.List;

/**
 * By the C interface: each run reads a text's memory from one buffer of each layer and writes the longer copy to another;
 * then they change their parts. One buffer more than there are slots is enough. Nothing is allocated in a run.
 */
final class BoundSequenceRuns extends BoundRuns implements DecoderRuns.Sequence {
    private final Binding binding;
    private final Dims past;
    private final Dims present;

    /** By buffer, one piece of memory for each key and value. */
    private final List<List<DecoderSession.Cache>> caches = new ArrayList<>();

    /** The buffer that a slot's memory is in. */
    private final int[] bufferOf;

    /** The buffer that no slot's memory is in. */
    private int spare;

    /** @param session closed with this, by the caller when this fails */
    BoundSequenceRuns(DecoderSession session, DecoderPorts ports, int slots, int contextTokens) throws EngineException {
        super(session, ports, DecoderBuffers.sequence(session.memory(), ports, slots, contextTokens));
        this.binding = session.binding();
        this.past = session.dims(1, ports.heads(), 0, ports.headSize());
        this.present = session.dims(1, ports.heads(), 0, ports.headSize());
        for (int buffer = 0; buffer <= slots; buffer++) {
            List<DecoderSession.Cache> parts = new ArrayList<>();
            for (int i = 0; i < pasts.size(); i++) {
                parts.add(session.cache(contextTokens * ports.bytesPerToken()));
            }
            caches.add(parts);
        }
        this.bufferOf = new int[slots];
        for (int slot = 0; slot < slots; slot++) {
            bufferOf[slot] = slot;
        }
        this.spare = slots;
    }

    @Override
    public void run(int slot, int length, int count) throws EngineException {
        past.set(2, length);
        present.set(2, length + count);
        List<DecoderSession.Cache> read = caches.get(bufferOf[slot]);
        List<DecoderSession.Cache> written = caches.get(spare);
        for (int i = 0; i < pasts.size(); i++) {
            binding.input(pasts.get(i), read.get(i).memory(), 0, ports.kind(), past);
            binding.output(presents.get(i), written.get(i).memory(), 0, ports.kind(), present);
        }
        inputs.bind(binding, 1, count, length + count);
        session.run(binding);
        int free = bufferOf[slot];
        bufferOf[slot] = spare;
        spare = free;
    }

    @Override
    public boolean forget(int slot) {
        return caches.get(bufferOf[slot]).stream()
                .map(cache -> cache.segment().filter(NativeMemory::giveBack).isPresent())
                .reduce(true, Boolean::logicalAnd);
    }
}
