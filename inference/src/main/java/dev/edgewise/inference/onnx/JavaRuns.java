package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** What the ways to run a decoder by the Java binding have in common. */
abstract class JavaRuns implements DecoderRuns {
    final DecoderPorts ports;
    final DecoderBuffers buffers;
    final OrtSession session;
    final OrtSession.RunOptions options;
    private final Held held;

    /** All that is to be freed, the session first made and last freed. */
    record Held(OrtEnvironment environment, OrtSession session, NativeMemory memory, OrtSession.RunOptions options)
            implements AutoCloseable {
        /** @param session closed with what this gives, and when this fails */
        static Held of(OrtEnvironment environment, OrtSession session) throws OrtException {
            try {
                return new Held(environment, session, new NativeMemory(), new OrtSession.RunOptions());
            } catch (OrtException | RuntimeException | Error e) {
                Sessions.close(session);
                throw e;
            }
        }

        @Override
        public void close() {
            options.close();
            memory.close();
            Sessions.close(session);
        }
    }

    /** @param held closed with this, by the caller when this fails */
    JavaRuns(Held held, DecoderPorts ports, DecoderBuffers buffers) {
        this.held = held;
        this.session = held.session;
        this.options = held.options;
        this.ports = ports;
        this.buffers = buffers;
    }

    @Override
    public final DecoderBuffers buffers() {
        return buffers;
    }

    @Override
    public final void interrupt() {
        terminate(true);
    }

    @Override
    public final void resume() {
        terminate(false);
    }

    private void terminate(boolean now) {
        try {
            options.setTerminate(now);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Part of the memory as a tensor of the kind that keys and values have; the caller closes it. */
    final OnnxTensor cache(MemorySegment part, long... shape) throws OrtException {
        return OnnxTensor.createTensor(held.environment, bytes(part), shape, DecoderPorts.javaType(ports.kind()));
    }

    /** The first ids, positions or ones as a tensor; the caller closes it. */
    final OnnxTensor longs(MemorySegment from, int rows, int width) throws OrtException {
        ByteBuffer part = bytes(from.asSlice(0, (long) rows * width * Long.BYTES));
        return OnnxTensor.createTensor(held.environment, part, new long[] {rows, width}, OnnxJavaType.INT64);
    }

    /** Where so many distributions go; the caller closes it. */
    final OnnxTensor logits(int rows, int width) throws OrtException {
        long numbers = (long) rows * width * ports.vocabulary();
        ByteBuffer part =
                bytes(buffers.logits().asSlice(0, numbers * ports.logits().bytes()));
        return OnnxTensor.createTensor(
                held.environment,
                part,
                new long[] {rows, width, ports.vocabulary()},
                DecoderPorts.javaType(ports.logits()));
    }

    /** Adds the tokens' tensors to what a run is given. */
    final void give(Map<String, OnnxTensor> inputs, OnnxTensor ids, OnnxTensor positions, OnnxTensor mask) {
        inputs.put(DecoderPorts.IDS, ids);
        inputs.put(DecoderPorts.MASK, mask);
        if (ports.positions()) {
            inputs.put(DecoderPorts.POSITIONS, positions);
        }
    }

    private static ByteBuffer bytes(MemorySegment part) {
        return part.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Frees the tensors that are kept from run to run. */
    abstract void forget();

    @Override
    public final void close() {
        forget();
        held.close();
    }
}
