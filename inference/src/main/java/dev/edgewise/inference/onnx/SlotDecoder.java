package dev.edgewise.inference.onnx;

import dev.edgewise.inference.generate.Decoder;
import java.util.Objects;

/**
 * What decoders have in common, whichever way their sessions are run.
 *
 * @param <R> the way
 */
abstract class SlotDecoder<R extends DecoderRuns> implements Decoder {
    /** Most tokens of one read: what it computes for each is 49 thousand logits with the smallest models. */
    static final int READ_TOKENS_MAX = 64;

    final R runs;
    final DecoderBuffers buffers;
    private final DecoderPorts ports;
    private final int slots;
    private final int contextTokens;

    /** @param runs closed with this */
    SlotDecoder(R runs, DecoderPorts ports, int slots, int contextTokens) {
        this.runs = runs;
        this.buffers = runs.buffers();
        this.ports = ports;
        this.slots = slots;
        this.contextTokens = contextTokens;
    }

    /** Sets the tokens of a read; gives back how many. */
    final int set(int length, int[] tokens, int from, int to) {
        int count = Objects.checkIndex(to - from - 1, READ_TOKENS_MAX) + 1;
        Objects.checkFromToIndex(length, length + count, contextTokens);
        for (int i = 0; i < count; i++) {
            buffers.token(i, tokens[from + i], length + i);
        }
        return count;
    }

    /** Which way its session is run. */
    final DecoderRuns runs() {
        return runs;
    }

    @Override
    public final int slots() {
        return slots;
    }

    @Override
    public final int contextTokens() {
        return contextTokens;
    }

    @Override
    public final int vocabulary() {
        return ports.vocabulary();
    }

    @Override
    public final int readTokensMax() {
        return READ_TOKENS_MAX;
    }

    @Override
    public final long textBytes() {
        return (long) contextTokens * ports.pasts().size() * ports.bytesPerToken();
    }

    @Override
    public boolean forget(int slot) {
        return runs.forget(slot);
    }

    @Override
    public final void interrupt() {
        runs.interrupt();
    }

    @Override
    public final void resume() {
        runs.resume();
    }

    @Override
    public final void close() {
        runs.close();
    }
}
