package dev.edgewise.inference.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Runs of an encoder by the Java binding, about 600 bytes of heap each. */
record JavaEncoderSession(OrtEnvironment environment, OrtSession session, EncoderPorts ports)
        implements EncoderSession {
    @Override
    public EncoderRuns over(EncoderBuffers buffers) throws OrtException {
        var options = new OrtSession.RunOptions();
        // A run that is ended is nothing for the node's log.
        options.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return new Runs(environment, session, ports, buffers, options);
    }

    @Override
    public void close() {
        // The session is its owner's, and tensors go with their shapes.
    }

    private record Runs(
            OrtEnvironment environment,
            OrtSession session,
            EncoderPorts ports,
            EncoderBuffers buffers,
            OrtSession.RunOptions options)
            implements EncoderRuns {
        @Override
        public ShapeRun prepare(int rows, int tokens) throws OrtException {
            var made = new Tensors(session, options, HashMap.newHashMap(4), HashMap.newHashMap(1));
            try {
                long[] in = {rows, tokens};
                put(made.inputs, EncoderPorts.IDS, buffers.ids(), in);
                if (ports.mask()) {
                    put(made.inputs, EncoderPorts.MASK, buffers.mask(), in);
                }
                if (ports.types()) {
                    put(made.inputs, EncoderPorts.TYPES, buffers.types(), in);
                }
                if (ports.positions()) {
                    put(made.inputs, EncoderPorts.POSITIONS, buffers.places(), in);
                }
                long[] out = buffers.perRow()
                        ? new long[] {rows, buffers.width()}
                        : new long[] {rows, tokens, buffers.width()};
                int bytes = buffers.vectors(rows, tokens)
                        * buffers.width()
                        * ports.kind().bytes();
                ByteBuffer part = buffers.given().slice(0, bytes).order(ByteOrder.nativeOrder());
                made.outputs.put(
                        ports.output(),
                        OnnxTensor.createTensor(environment, part, out, DecoderPorts.javaType(ports.kind())));
                return made;
            } catch (OrtException | RuntimeException | Error e) {
                made.close();
                throw e;
            }
        }

        private void put(Map<String, OnnxTensor> inputs, String name, LongBuffer values, long[] shape)
                throws OrtException {
            LongBuffer part = values.slice(0, Math.toIntExact(shape[0] * shape[1]));
            inputs.put(name, OnnxTensor.createTensor(environment, part, shape));
        }

        @Override
        public void terminate() {
            terminate(true);
        }

        @Override
        public void resume() {
            terminate(false);
        }

        private void terminate(boolean now) {
            try {
                options.setTerminate(now);
            } catch (OrtException e) {
                throw new IllegalStateException("the runtime cannot be told to stop", e);
            }
        }

        @Override
        public void close() {
            options.close();
        }
    }

    /** Making the tensors for every run would cost more than all else around it. */
    private record Tensors(
            OrtSession session,
            OrtSession.RunOptions options,
            Map<String, OnnxTensor> inputs,
            Map<String, OnnxTensor> outputs)
            implements EncoderRuns.ShapeRun {
        @Override
        public void run() throws OrtException {
            // The output is pinned: the runtime writes straight into our buffer.
            session.run(inputs, Set.of(), outputs, options).close();
        }

        @Override
        public void close() {
            inputs.values().forEach(OnnxTensor::close);
            outputs.values().forEach(OnnxTensor::close);
        }
    }
}
