package dev.edgewise.inference.onnx;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.onnx.nativeapi.Binding;
import dev.edgewise.inference.onnx.nativeapi.Dims;
import dev.edgewise.inference.onnx.nativeapi.ElementKind;
import dev.edgewise.inference.onnx.nativeapi.Memory;
import dev.edgewise.inference.onnx.nativeapi.NativeApi;
import dev.edgewise.inference.onnx.nativeapi.NativeSession;
import dev.edgewise.inference.onnx.nativeapi.Place;
import dev.edgewise.inference.onnx.nativeapi.PortName;
import dev.edgewise.inference.onnx.nativeapi.RunControl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;

/**
 * Runs of an encoder by the C interface, in the session that the Java binding has loaded. A run takes nothing of the heap.
 */
final class BoundEncoderSession implements EncoderSession {
    private final NativeApi api;
    private final NativeSession session;
    private final Place host;
    private final PortName ids;
    private final PortName mask;
    private final PortName types;
    private final PortName positions;
    private final PortName output;
    private final EncoderPorts ports;

    /** @param handle the session, which stays its owner's */
    BoundEncoderSession(NativeApi api, long handle, EncoderPorts ports) throws EngineException {
        this.api = api;
        this.session = NativeSession.borrowed(api, handle);
        this.ids = session.name(EncoderPorts.IDS);
        this.mask = session.name(EncoderPorts.MASK);
        this.types = session.name(EncoderPorts.TYPES);
        this.positions = session.name(EncoderPorts.POSITIONS);
        this.output = session.name(ports.output());
        this.ports = ports;
        this.host = Place.host(api);
    }

    @Override
    public EncoderRuns over(EncoderBuffers buffers) throws EngineException {
        return new Runs(buffers, new RunControl(api));
    }

    /** The runs over one set of buffers, ended by a control of their own. */
    private final class Runs implements EncoderRuns {
        private final EncoderBuffers buffers;
        private final RunControl control;

        Runs(EncoderBuffers buffers, RunControl control) {
            this.buffers = buffers;
            this.control = control;
        }

        @Override
        public ShapeRun prepare(int rows, int tokens) throws EngineException {
            Binding binding = new Binding(session);
            try (Arena arena = Arena.ofConfined()) {
                Dims in = Dims.of(arena, rows, tokens);
                input(binding, ids, buffers.ids(), in);
                if (ports.mask()) {
                    input(binding, mask, buffers.mask(), in);
                }
                if (ports.types()) {
                    input(binding, types, buffers.types(), in);
                }
                if (ports.positions()) {
                    input(binding, positions, buffers.places(), in);
                }
                Dims out = buffers.perRow()
                        ? Dims.of(arena, rows, buffers.width())
                        : Dims.of(arena, rows, tokens, buffers.width());
                binding.output(output, memory(buffers.given()), 0, ports.kind(), out);
                return new Bound(binding, control);
            } catch (EngineException | RuntimeException | Error e) {
                binding.close();
                throw e;
            }
        }

        @Override
        public void terminate() {
            control.terminate();
        }

        @Override
        public void resume() {
            control.resume();
        }

        @Override
        public void close() {
            control.close();
        }
    }

    private record Bound(Binding binding, RunControl control) implements EncoderRuns.ShapeRun {
        @Override
        public void run() throws EngineException {
            binding.run(control);
        }

        @Override
        public void close() {
            binding.close();
        }
    }

    private void input(Binding binding, PortName name, Buffer values, Dims dims) throws EngineException {
        binding.input(name, memory(values), 0, ElementKind.INT64, dims);
    }

    private Memory memory(Buffer values) {
        return Memory.of(host, MemorySegment.ofBuffer(values));
    }

    @Override
    public void close() {
        host.close();
        session.close();
    }
}
