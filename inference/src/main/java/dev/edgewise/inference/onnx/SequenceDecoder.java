package dev.edgewise.inference.onnx;

/**
 * A decoder whose attention is spelled out: each run gives a longer copy of the memory, which is fed back as it is, in
 * native memory, without passing the heap. Texts run one by one.
 */
final class SequenceDecoder extends SlotDecoder<DecoderRuns.Sequence> {
    private final int[] lengths;

    SequenceDecoder(DecoderRuns.Sequence runs, DecoderPorts ports, int slots, int contextTokens) {
        super(runs, ports, slots, contextTokens);
        this.lengths = new int[slots];
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public void read(int slot, int length, int[] tokens, int from, int to) throws Exception {
        run(slot, length, tokens, from, to);
        buffers.keep(0, to - from - 1);
    }

    @Override
    public void step(int firstSlot, int count, int[] tokens, int[] stepLengths) throws Exception {
        for (int row = 0; row < count; row++) {
            run(firstSlot + row, stepLengths[row], tokens, row, row + 1);
            buffers.keep(row, 0);
        }
    }

    private void run(int slot, int length, int[] tokens, int from, int to) throws Exception {
        if (length != 0 && length != lengths[slot]) {
            throw new IllegalArgumentException("this memory cannot be cut back");
        }
        int count = set(length, tokens, from, to);
        // Should the run fail, the slot holds what it held before, which for a new text is nothing.
        lengths[slot] = length;
        runs.run(slot, length, count);
        lengths[slot] = length + count;
    }

    @Override
    public boolean forget(int slot) {
        lengths[slot] = 0;
        return super.forget(slot);
    }

    @Override
    public boolean copies() {
        return false;
    }

    @Override
    public void copy(int from, int to, int begin, int end) {
        throw new UnsupportedOperationException("this memory lies elsewhere after every run");
    }

    @Override
    public void logits(int row, float[] into) {
        buffers.kept(row, into);
    }
}
