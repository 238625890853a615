package dev.edgewise.inference.onnx;

import java.lang.foreign.MemorySegment;

/**
 * Where keys or values of one layer lie in the host's memory: slot by slot, in each head by head, in each token by token.
 *
 * @param tokensPerSlot tokens that a slot has room for
 * @param tokenBytes of one head's numbers for one token
 */
record SlotCopy(int heads, int tokensPerSlot, long tokenBytes) {
    static SlotCopy of(DecoderPorts ports, int contextTokens) {
        return new SlotCopy(
                ports.heads(),
                contextTokens,
                (long) ports.headSize() * ports.kind().bytes());
    }

    /** Copies tokens {@code begin} to {@code end} − 1 from one slot to the same place of another. */
    void copy(MemorySegment cache, int from, int to, int begin, int end) {
        long headBytes = tokensPerSlot * tokenBytes;
        for (int head = 0; head < heads; head++) {
            long source = ((long) from * heads + head) * headBytes + begin * tokenBytes;
            long target = ((long) to * heads + head) * headBytes + begin * tokenBytes;
            MemorySegment.copy(cache, source, cache, target, (end - begin) * tokenBytes);
        }
    }

    /** What a slot takes of the memory. */
    MemorySegment slot(MemorySegment cache, int slot) {
        long slotBytes = (long) heads * tokensPerSlot * tokenBytes;
        return cache.asSlice(slot * slotBytes, slotBytes);
    }
}
