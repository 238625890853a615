package dev.edgewise.inference.onnx;

import dev.edgewise.inference.onnx.nativeapi.PortName;
import java.util.ArrayList;
import java.util.List;

/** What the ways to run a decoder by the C interface have in common. A run takes nothing of the heap. */
abstract class BoundRuns implements DecoderRuns {
    final DecoderSession session;
    final DecoderPorts ports;
    final DecoderBuffers buffers;
    final BoundInputs inputs;
    final List<PortName> pasts = new ArrayList<>();
    final List<PortName> presents = new ArrayList<>();

    /** @param session closed with this, by the caller when this fails */
    BoundRuns(DecoderSession session, DecoderPorts ports, DecoderBuffers buffers) {
        this.session = session;
        this.ports = ports;
        this.buffers = buffers;
        this.inputs = new BoundInputs(session, ports, buffers);
        ports.pasts().forEach(past -> pasts.add(session.name(past)));
        ports.presents().forEach(present -> presents.add(session.name(present)));
    }

    @Override
    public final DecoderBuffers buffers() {
        return buffers;
    }

    @Override
    public final void interrupt() {
        session.control().terminate();
    }

    @Override
    public final void resume() {
        session.control().resume();
    }

    @Override
    public final void close() {
        session.close();
    }
}
