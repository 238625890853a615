package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** By the Java binding: what one run gives is kept as it is, and given to the next. */
final class JavaSequenceRuns extends JavaRuns implements DecoderRuns.Sequence {
    private final MemorySegment nothing;
    private final Set<String> presents;
    private final OrtSession.@Nullable Result[] given;

    /** @param held closed with this, by the caller when this fails */
    JavaSequenceRuns(Held held, DecoderPorts ports, int slots, int contextTokens) {
        super(held, ports, DecoderBuffers.sequence(held.memory(), ports, slots, contextTokens));
        this.nothing = held.memory().segment(0);
        this.presents = new LinkedHashSet<>(ports.presents());
        this.given = new OrtSession.Result[slots];
    }

    @Override
    public void run(int slot, int length, int count) throws OrtException {
        if (length == 0) {
            forget(slot);
        }
        OrtSession.Result before = given[slot];
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OnnxTensor empty = cache(nothing, 1, ports.heads(), 0, ports.headSize());
                OnnxTensor ids = longs(buffers.ids(), 1, count);
                OnnxTensor positions = longs(buffers.positions(), 1, count);
                OnnxTensor mask = longs(buffers.ones(), 1, length + count);
                OnnxTensor logits = logits(1, count)) {
            for (int i = 0; i < ports.pasts().size(); i++) {
                inputs.put(ports.pasts().get(i), before == null ? empty : present(before, i));
            }
            give(inputs, ids, positions, mask);
            given[slot] = session.run(inputs, presents, Map.of(DecoderPorts.LOGITS, logits), options);
        }
        if (before != null) {
            before.close();
        }
    }

    private OnnxTensor present(OrtSession.Result result, int index) {
        return (OnnxTensor) result.get(ports.presents().get(index)).orElseThrow();
    }

    @Override
    public boolean forget(int slot) {
        OrtSession.Result before = given[slot];
        given[slot] = null;
        if (before != null) {
            before.close();
        }
        return true;
    }

    @Override
    void forget() {
        for (int slot = 0; slot < given.length; slot++) {
            forget(slot);
        }
    }
}
