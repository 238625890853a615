package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** By the C interface: the memory is bound once as past and as present where it lies, on the host or on a device. */
final class BoundSharedRuns extends BoundRuns implements DecoderRuns.Shared {
    private final int slots;
    private final int contextTokens;
    private final long slotBytes;
    private final List<DecoderSession.Cache> caches = new ArrayList<>();
    private final @Nullable Binding[] bindings;

    /** @param session closed with this, by the caller when this fails */
    BoundSharedRuns(DecoderSession session, DecoderPorts ports, int slots, int contextTokens) throws EngineException {
        super(session, ports, DecoderBuffers.shared(session.memory(), ports, slots, contextTokens));
        this.slots = slots;
        this.contextTokens = contextTokens;
        this.slotBytes = contextTokens * ports.bytesPerToken();
        this.bindings = new Binding[slots * slots];
        for (int i = 0; i < pasts.size(); i++) {
            caches.add(session.cache(slots * slotBytes));
        }
    }

    @Override
    public void read(int slot, int count, int longest) throws EngineException {
        Binding binding = binding(slot, 1);
        inputs.bind(binding, 1, count, longest);
        session.run(binding);
    }

    @Override
    public void step(int firstSlot, int count, int[] lengths, int longest) throws EngineException {
        Binding binding = binding(firstSlot, count);
        if (count == 1) {
            inputs.bind(binding, 1, 1, longest);
        } else {
            buffers.masks(count, lengths, longest);
            inputs.bindMasked(binding, count, longest);
        }
        session.run(binding);
    }

    @Override
    public boolean copies() {
        return caches.stream().allMatch(cache -> cache.segment().isPresent());
    }

    @Override
    public void copy(int from, int to, int begin, int end) {
        SlotCopy layout = SlotCopy.of(ports, contextTokens);
        for (DecoderSession.Cache cache : caches) {
            layout.copy(cache.segment().orElseThrow(), from, to, begin, end);
        }
    }

    @Override
    public boolean forget(int slot) {
        SlotCopy layout = SlotCopy.of(ports, contextTokens);
        return caches.stream()
                .map(cache -> cache.segment()
                        .filter(segment -> NativeMemory.giveBack(layout.slot(segment, slot)))
                        .isPresent())
                .reduce(true, Boolean::logicalAnd);
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
            made.input(pasts.get(i), caches.get(i).memory(), firstSlot * slotBytes, ports.kind(), shape);
            made.output(presents.get(i), caches.get(i).memory(), firstSlot * slotBytes, ports.kind(), shape);
        }
        bindings[key] = made;
        return made;
    }
}
