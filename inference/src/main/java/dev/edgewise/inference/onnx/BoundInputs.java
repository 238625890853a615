package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.onnx.nativeapi.Memory;
import dev.edgewise.inference.onnx.nativeapi.PortName;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The small inputs of a decoder's run and its logits, in the host's memory: reused from run to run, nothing on the heap. One
 * thread at a time.
 */
final class BoundInputs {
    private final DecoderPorts ports;
    private final MemorySegment ids;
    private final MemorySegment positions;
    private final MemorySegment masks;
    private final MemorySegment logits;
    private final Memory idsMemory;
    private final Memory positionsMemory;
    private final Memory onesMemory;
    private final Memory masksMemory;
    private final Memory logitsMemory;
    private final PortName idsName;
    private final PortName maskName;
    private final PortName positionsName;
    private final PortName logitsName;
    private final Dims tokens;
    private final Dims seen;
    private final Dims distributions;

    /**
     * Makes them, for as long as the session is open.
     *
     * @param tokensMax most tokens of one run
     * @param rowsMax most texts of one run whose lengths differ
     */
    BoundInputs(DecoderSession session, DecoderPorts ports, int tokensMax, int rowsMax, int contextTokens) {
        this.ports = ports;
        this.ids = session.segment((long) tokensMax * Long.BYTES);
        this.positions = session.segment((long) tokensMax * Long.BYTES);
        this.masks = session.segment((long) rowsMax * contextTokens * Long.BYTES);
        this.logits = session.segment((long) tokensMax * ports.vocabulary() * Float.BYTES);
        MemorySegment ones = session.segment((long) contextTokens * Long.BYTES);
        for (int i = 0; i < contextTokens; i++) {
            ones.setAtIndex(ValueLayout.JAVA_LONG, i, 1);
        }
        this.idsMemory = session.bindable(ids);
        this.positionsMemory = session.bindable(positions);
        this.onesMemory = session.bindable(ones);
        this.masksMemory = session.bindable(masks);
        this.logitsMemory = session.bindable(logits);
        this.idsName = session.name(DecoderPorts.IDS);
        this.maskName = session.name(DecoderPorts.MASK);
        this.positionsName = session.name(DecoderPorts.POSITIONS);
        this.logitsName = session.name(DecoderPorts.LOGITS);
        this.tokens = session.dims(1, 1);
        this.seen = session.dims(1, 1);
        this.distributions = session.dims(1, 1, ports.vocabulary());
    }

    /** Sets one token of the next run and its place in its text. */
    void token(int at, int id, int position) {
        ids.setAtIndex(ValueLayout.JAVA_LONG, at, id);
        positions.setAtIndex(ValueLayout.JAVA_LONG, at, position);
    }

    /**
     * Binds the tokens that were set: {@code rows} texts of {@code width} tokens each, of which the run sees everything up
     * to {@code longest}.
     */
    void bind(Binding binding, int rows, int width, int longest) throws EngineException {
        bind(binding, rows, width, onesMemory, longest);
    }

    /** The same for one token in each of several texts of any lengths. */
    void bindRagged(Binding binding, int rows, int[] lengths, int longest) throws EngineException {
        for (int row = 0; row < rows; row++) {
            long from = (long) row * longest;
            for (int at = 0; at < longest; at++) {
                masks.setAtIndex(ValueLayout.JAVA_LONG, from + at, at <= lengths[row] ? 1 : 0);
            }
        }
        bind(binding, rows, 1, masksMemory, longest);
    }

    private void bind(Binding binding, int rows, int width, Memory mask, int longest) throws EngineException {
        tokens.set(0, rows).set(1, width);
        seen.set(0, rows).set(1, longest);
        distributions.set(0, rows).set(1, width);
        binding.input(idsName, idsMemory, 0, ElementKind.INT64, tokens);
        binding.input(maskName, mask, 0, ElementKind.INT64, seen);
        if (ports.positions()) {
            binding.input(positionsName, positionsMemory, 0, ElementKind.INT64, tokens);
        }
        binding.output(logitsName, logitsMemory, 0, ElementKind.FLOAT, distributions);
    }

    /** Copies a distribution of the last run. */
    void logits(int row, float[] into) {
        long width = (long) ports.vocabulary() * Float.BYTES;
        MemorySegment.copy(logits, ValueLayout.JAVA_FLOAT, row * width, into, 0, ports.vocabulary());
    }

    /** Copies a distribution of the last run to memory. */
    void logits(int row, MemorySegment into, long offset) {
        long width = (long) ports.vocabulary() * Float.BYTES;
        MemorySegment.copy(logits, row * width, into, offset, width);
    }
}
