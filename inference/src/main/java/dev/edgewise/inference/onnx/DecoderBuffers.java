package dev.edgewise.inference.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The small inputs of a decoder's run and its logits, in the host's memory: reused from run to run, nothing on the heap. One
 * thread at a time.
 */
final class DecoderBuffers {
    private final DecoderPorts ports;
    private final MemorySegment ids;
    private final MemorySegment positions;
    private final MemorySegment ones;
    private final MemorySegment masks;
    private final MemorySegment logits;
    private final MemorySegment kept;

    private DecoderBuffers(NativeMemory memory, DecoderPorts ports, int tokensMax, int masks, int kept, int context) {
        this.ports = ports;
        this.ids = memory.segment((long) tokensMax * Long.BYTES);
        this.positions = memory.segment((long) tokensMax * Long.BYTES);
        this.masks = memory.segment((long) masks * context * Long.BYTES);
        this.logits = memory.segment(tokensMax * rowBytes());
        this.kept = memory.segment(kept * rowBytes());
        this.ones = memory.segment((long) context * Long.BYTES);
        for (int i = 0; i < context; i++) {
            ones.setAtIndex(ValueLayout.JAVA_LONG, i, 1);
        }
    }

    /** For steps of several slots at once. */
    static DecoderBuffers shared(NativeMemory memory, DecoderPorts ports, int slots, int contextTokens) {
        return new DecoderBuffers(memory, ports, Math.max(SlotDecoder.READ_TOKENS_MAX, slots), slots, 0, contextTokens);
    }

    /** For runs of one slot each, whose last distributions are kept. */
    static DecoderBuffers sequence(NativeMemory memory, DecoderPorts ports, int slots, int contextTokens) {
        return new DecoderBuffers(memory, ports, SlotDecoder.READ_TOKENS_MAX, 0, slots, contextTokens);
    }

    /** Sets one token of the next run and its place in its text. */
    void token(int at, int id, int position) {
        ids.setAtIndex(ValueLayout.JAVA_LONG, at, id);
        positions.setAtIndex(ValueLayout.JAVA_LONG, at, position);
    }

    /**
     * What each row of a step sees.
     *
     * @param lengths tokens that each row held before
     * @param longest the most that one row holds afterwards
     * @return rows of {@code longest} each
     */
    MemorySegment masks(int rows, int[] lengths, int longest) {
        for (int row = 0; row < rows; row++) {
            long from = (long) row * longest;
            for (int at = 0; at < longest; at++) {
                masks.setAtIndex(ValueLayout.JAVA_LONG, from + at, at <= lengths[row] ? 1 : 0);
            }
        }
        return masks;
    }

    /** Copies a distribution of the last run. */
    void logits(int row, float[] into) {
        Floats.copy(logits.asSlice(row * rowBytes()), ports.logits(), into, ports.vocabulary());
    }

    /** Keeps a distribution of the last run beyond the next one. */
    void keep(int as, int row) {
        MemorySegment.copy(logits, row * rowBytes(), kept, as * rowBytes(), rowBytes());
    }

    /** Copies what was kept. */
    void kept(int row, float[] into) {
        Floats.copy(kept.asSlice(row * rowBytes()), ports.logits(), into, ports.vocabulary());
    }

    private long rowBytes() {
        return (long) ports.vocabulary() * ports.logits().bytes();
    }

    MemorySegment ids() {
        return ids;
    }

    MemorySegment positions() {
        return positions;
    }

    /** A mask under which a text sees all that it holds. */
    MemorySegment ones() {
        return ones;
    }

    /** All masks, to be bound; see {@link #masks(int, int[], int)}. */
    MemorySegment masks() {
        return masks;
    }

    MemorySegment logits() {
        return logits;
    }
}
