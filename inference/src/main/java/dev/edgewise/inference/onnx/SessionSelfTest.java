package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.provider.Sameness;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Shape;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** One small run of a session on made-up tensors, the same every time, against another session on the same model. */
final class SessionSelfTest {
    private static final long SEED = 42;

    /** Tokens of a text. */
    private static final long LENGTH = 8;

    /** Height and width of a picture: what a stack of strides leaves something of. */
    private static final long PIXELS = 64;

    /** Ids of tokens that every vocabulary has. */
    private static final int IDS = 100;

    private SessionSelfTest() {}

    /**
     * What is wrong with the first session's numbers; empty if they are the second's.
     *
     * @throws Exception if either cannot be run on what is made up
     */
    static Optional<String> difference(OnnxRuntime runtime, OrtSession tested, OrtSession expected, Sameness sameness)
            throws Exception {
        // Views of the sessions, which stay the caller's.
        TensorSession testedRuns = new TensorSession(runtime, tested);
        TensorSession expectedRuns = new TensorSession(runtime, expected);
        List<Tensor> inputs = inputs(expectedRuns.signature().inputs());
        Infer work = new Infer(new ModelId("self-test"), inputs, List.of());
        List<Tensor> right = expectedRuns.run(work, new Cancellation());
        List<Tensor> computed = testedRuns.run(work, new Cancellation());
        for (int i = 0; i < right.size(); i++) {
            Optional<String> wrong = difference(right.get(i), computed.get(i), sameness);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    static List<Tensor> inputs(List<TensorPort> ports) throws BadTensorException {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Tensor> tensors = new ArrayList<>();
        for (TensorPort port : ports) {
            Shape shape = shape(port.shape());
            ByteBuffer bytes = ByteBuffer.allocate(shape.elements()
                            * (port.type() == TensorType.BYTES
                                    ? Integer.BYTES
                                    : port.type().bytes()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < shape.elements(); i++) {
                put(bytes, port, random);
            }
            tensors.add(Tensor.of(port.name(), port.type(), shape, bytes.flip()));
        }
        return tensors;
    }

    private static Shape shape(List<Long> sizes) throws BadTensorException {
        long[] filled = new long[sizes.size()];
        for (int i = 0; i < filled.length; i++) {
            long open = i == 0 ? 1 : filled.length == 4 ? PIXELS : LENGTH;
            filled[i] = sizes.get(i) < 0 ? open : sizes.get(i);
        }
        return Shape.of(filled);
    }

    private static void put(ByteBuffer bytes, TensorPort port, SplittableRandom random) {
        float number = (float) random.nextDouble(-1, 1);
        int id = id(port.name(), random);
        switch (port.type()) {
            case FP32 -> bytes.putFloat(number);
            case FP64 -> bytes.putDouble(number);
            case FP16 -> bytes.putShort(Float.floatToFloat16(number));
            case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(number) >>> 16));
            case INT64, UINT64 -> bytes.putLong(id);
            case INT32, UINT32 -> bytes.putInt(id);
            case INT16, UINT16 -> bytes.putShort((short) id);
            case INT8, UINT8 -> bytes.put((byte) id);
            case BOOL -> bytes.put((byte) 1);
            case BYTES -> bytes.putInt(0);
        }
    }

    /** Masks let everything be seen, types of tokens are the first, positions are small; the rest are tokens. */
    private static int id(String name, SplittableRandom random) {
        String lower = name.toLowerCase(Locale.ROOT);
        int id = random.nextInt(IDS);
        if (lower.contains("mask")) {
            return 1;
        }
        if (lower.contains("type") || lower.contains("segment")) {
            return 0;
        }
        return lower.contains("position") ? id % (int) LENGTH : id;
    }

    private static Optional<String> difference(Tensor right, Tensor computed, Sameness sameness) {
        if (!right.shape().equals(computed.shape())) {
            return Optional.of(
                    "output " + right.name() + " has the shape " + computed.shape() + " instead of " + right.shape());
        }
        return switch (right.type()) {
            case FP32, FP64, FP16, BF16 ->
                sameness.difference("output " + right.name(), floats(right), floats(computed));
            case INT64, UINT64, INT32, UINT32, INT16, UINT16, INT8, UINT8, BOOL, BYTES ->
                right.data().equals(computed.data())
                        ? Optional.empty()
                        : Optional.of("output " + right.name() + " has other values than the processor computes");
        };
    }

    private static float[] floats(Tensor tensor) {
        ByteBuffer data = tensor.data();
        float[] numbers = new float[tensor.shape().elements()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (tensor.type()) {
                case FP32 -> data.getFloat();
                case FP64 -> (float) data.getDouble();
                case FP16 -> Float.float16ToFloat(data.getShort());
                case BF16 -> Float.intBitsToFloat(data.getShort() << 16);
                case INT64, UINT64, INT32, UINT32, INT16, UINT16, INT8, UINT8, BOOL, BYTES ->
                    throw new IllegalArgumentException(tensor.type() + " is no floating point");
            };
        }
        return numbers;
    }
}
