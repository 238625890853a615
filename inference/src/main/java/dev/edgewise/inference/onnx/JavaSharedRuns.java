package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** By the Java binding: the memory's tensors are made once for each range of slots. */
final class JavaSharedRuns extends JavaRuns implements DecoderRuns.Shared {
    private final int slots;
    private final int contextTokens;
    private final List<MemorySegment> caches = new ArrayList<>();
    private final @Nullable Range[] ranges;

    /**
     * What stays the same among runs of the same slots: every tensor of the memory, and those of a step.
     *
     * @param stepInputs and the mask
     */
    private record Range(
            Map<String, OnnxTensor> memory, Map<String, OnnxTensor> stepInputs, Map<String, OnnxTensor> stepOutputs) {}

    /** @param held closed with this, by the caller when this fails */
    JavaSharedRuns(Held held, DecoderPorts ports, int slots, int contextTokens) {
        super(held, ports, DecoderBuffers.shared(held.memory(), ports, slots, contextTokens));
        this.slots = slots;
        this.contextTokens = contextTokens;
        // The binding takes byte buffers, which have no more bytes than an int counts.
        int bytes = Math.toIntExact(slots * slotBytes());
        for (int i = 0; i < ports.pasts().size(); i++) {
            caches.add(held.memory().pages(bytes));
        }
        this.ranges = new Range[slots * slots];
    }

    @Override
    public void read(int slot, int count, int longest) throws OrtException {
        Range range = range(slot, 1);
        Map<String, OnnxTensor> inputs = new HashMap<>(range.memory);
        Map<String, OnnxTensor> outputs = new HashMap<>(range.stepOutputs);
        try (OnnxTensor ids = longs(buffers.ids(), 1, count);
                OnnxTensor positions = longs(buffers.positions(), 1, count);
                OnnxTensor mask = longs(buffers.ones(), 1, longest);
                OnnxTensor logits = logits(1, count)) {
            give(inputs, ids, positions, mask);
            outputs.put(DecoderPorts.LOGITS, logits);
            session.run(inputs, Set.of(), outputs, options).close();
        }
    }

    @Override
    public void step(int firstSlot, int count, int[] lengths, int longest) throws OrtException {
        MemorySegment seen = count == 1 ? buffers.ones() : buffers.masks(count, lengths, longest);
        Range range = range(firstSlot, count);
        try (OnnxTensor mask = longs(seen, count, longest)) {
            range.stepInputs.put(DecoderPorts.MASK, mask);
            session.run(range.stepInputs, Set.of(), range.stepOutputs, options).close();
        }
    }

    @Override
    public boolean copies() {
        return true;
    }

    @Override
    public void copy(int from, int to, int begin, int end) {
        SlotCopy layout = SlotCopy.of(ports, contextTokens);
        caches.forEach(cache -> layout.copy(cache, from, to, begin, end));
    }

    @Override
    public boolean forget(int slot) {
        SlotCopy layout = SlotCopy.of(ports, contextTokens);
        return caches.stream()
                .map(cache -> NativeMemory.giveBack(layout.slot(cache, slot)))
                .reduce(true, Boolean::logicalAnd);
    }

    private Range range(int firstSlot, int count) throws OrtException {
        int key = firstSlot * slots + count - 1;
        Range known = ranges[key];
        if (known != null) {
            return known;
        }
        Map<String, OnnxTensor> pasts = new HashMap<>();
        Map<String, OnnxTensor> outputs = new HashMap<>();
        for (int i = 0; i < caches.size(); i++) {
            MemorySegment part = caches.get(i).asSlice(firstSlot * slotBytes(), count * slotBytes());
            OnnxTensor tensor = cache(part, count, ports.heads(), contextTokens, ports.headSize());
            pasts.put(ports.pasts().get(i), tensor);
            outputs.put(ports.presents().get(i), tensor);
        }
        Map<String, OnnxTensor> inputs = new HashMap<>(pasts);
        inputs.put(DecoderPorts.IDS, longs(buffers.ids(), count, 1));
        if (ports.positions()) {
            inputs.put(DecoderPorts.POSITIONS, longs(buffers.positions(), count, 1));
        }
        outputs.put(DecoderPorts.LOGITS, logits(count, 1));
        Range made = new Range(Map.copyOf(pasts), inputs, outputs);
        ranges[key] = made;
        return made;
    }

    private long slotBytes() {
        return contextTokens * ports.bytesPerToken();
    }

    @Override
    void forget() {
        for (Range range : ranges) {
            if (range != null) {
                range.stepInputs.remove(DecoderPorts.MASK);
                range.stepInputs.keySet().removeAll(range.memory.keySet());
                range.stepInputs.values().forEach(OnnxTensor::close);
                range.stepOutputs.values().forEach(OnnxTensor::close);
            }
        }
    }
}
