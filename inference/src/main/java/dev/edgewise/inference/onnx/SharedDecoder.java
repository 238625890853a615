package dev.edgewise.inference.onnx;

import java.util.Objects;

/**
 * A decoder with GroupQueryAttention: one buffer for each key and value of each layer holds all slots side by side, is
 * given as past and as present alike, and is written in place. Rows of a step are neighbouring slots of any lengths; a row
 * gives the same numbers, bit for bit, whatever its neighbours are.
 */
final class SharedDecoder extends SlotDecoder<DecoderRuns.Shared> {
    /** How many rows of logits belong to a row of the last run: all tokens of a read. */
    private int lastRow;

    SharedDecoder(DecoderRuns.Shared runs, DecoderPorts ports, int slots, int contextTokens) {
        super(runs, ports, slots, contextTokens);
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void read(int slot, int length, int[] tokens, int from, int to) throws Exception {
        int count = set(length, tokens, from, to);
        runs.read(slot, count, length + count);
        lastRow = count - 1;
    }

    @Override
    public void step(int firstSlot, int count, int[] tokens, int[] lengths) throws Exception {
        int longest = 0;
        for (int row = 0; row < count; row++) {
            Objects.checkIndex(lengths[row], contextTokens());
            buffers.token(row, tokens[row], lengths[row]);
            longest = Math.max(longest, lengths[row] + 1);
        }
        runs.step(firstSlot, count, lengths, longest);
        lastRow = 0;
    }

    @Override
    public boolean copies() {
        return runs.copies();
    }

    @Override
    public void copy(int from, int to, int begin, int end) {
        Objects.checkFromToIndex(begin, end, contextTokens());
        runs.copy(from, to, begin, end);
    }

    @Override
    public void logits(int row, float[] into) {
        buffers.logits(lastRow + row, into);
    }
}
