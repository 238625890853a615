package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.onnx.nativeapi.Memory;
import dev.edgewise.inference.onnx.nativeapi.PortName;

/** Lays a decoder's {@link DecoderBuffers} under the bindings of its session. One thread at a time. */
final class BoundInputs {
    private final DecoderPorts ports;
    private final Memory ids;
    private final Memory positions;
    private final Memory ones;
    private final Memory masks;
    private final Memory logits;
    private final PortName idsName;
    private final PortName maskName;
    private final PortName positionsName;
    private final PortName logitsName;
    private final Dims tokens;
    private final Dims seen;
    private final Dims distributions;

    /** For as long as the session is open. */
    BoundInputs(DecoderSession session, DecoderPorts ports, DecoderBuffers buffers) {
        this.ports = ports;
        this.ids = session.bindable(buffers.ids());
        this.positions = session.bindable(buffers.positions());
        this.ones = session.bindable(buffers.ones());
        this.masks = session.bindable(buffers.masks());
        this.logits = session.bindable(buffers.logits());
        this.idsName = session.name(DecoderPorts.IDS);
        this.maskName = session.name(DecoderPorts.MASK);
        this.positionsName = session.name(DecoderPorts.POSITIONS);
        this.logitsName = session.name(DecoderPorts.LOGITS);
        this.tokens = session.dims(1, 1);
        this.seen = session.dims(1, 1);
        this.distributions = session.dims(1, 1, ports.vocabulary());
    }

    /**
     * Binds the tokens that were set: {@code rows} texts of {@code width} tokens each, of which the run sees everything up
     * to {@code longest}.
     */
    void bind(Binding binding, int rows, int width, int longest) throws EngineException {
        bind(binding, rows, width, ones, longest);
    }

    /** The same for one token in each of several texts, which see what the masks say. */
    void bindMasked(Binding binding, int rows, int longest) throws EngineException {
        bind(binding, rows, 1, masks, longest);
    }

    private void bind(Binding binding, int rows, int width, Memory mask, int longest) throws EngineException {
        tokens.set(0, rows).set(1, width);
        seen.set(0, rows).set(1, longest);
        distributions.set(0, rows).set(1, width);
        binding.input(idsName, ids, 0, ElementKind.INT64, tokens);
        binding.input(maskName, mask, 0, ElementKind.INT64, seen);
        if (ports.positions()) {
            binding.input(positionsName, positions, 0, ElementKind.INT64, tokens);
        }
        binding.output(logitsName, logits, 0, ports.logits(), distributions);
    }
}
