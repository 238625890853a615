package dev.edgewise.inference.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.catalog.ImageRecipe;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.image.Pixels;
import dev.edgewise.inference.image.Preparation;
import dev.edgewise.inference.schedule.TurnPace;
import dev.edgewise.inference.store.scan.RefusedModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A classifier of pictures: planes of colours in, one number per label out. Several threads at once; native memory is
 * freed by {@link #close()}, which waits for runs in progress.
 */
public final class ImageModel implements AutoCloseable {
    private static final int COLOURS = 3;

    private final OnnxRuntime runtime;
    private final TensorSession tensors;
    private final NativeUses uses = new NativeUses();
    private final TurnPace pace = new TurnPace();
    private final OrtSession session;
    private final ImageRecipe recipe;
    private final int labels;
    private final String input;
    private final String output;

    /** One for each thread that ever ran this model at once. */
    private final Queue<Buffers> idle = new ConcurrentLinkedQueue<>();

    /** The native buffers of one run. */
    private record Buffers(FloatBuffer planes, FloatBuffer logits) {}

    ImageModel(Skill.ImageClassification skill, OnnxRuntime runtime, OrtSession session)
            throws IOException, OrtException {
        this.runtime = runtime;
        this.session = session;
        this.tensors = new TensorSession(runtime, session);
        this.recipe = skill.recipe();
        this.labels = skill.labels().size();
        this.input = only("pixel_values", session.getInputInfo(), "input");
        this.output = only("logits", session.getOutputInfo(), "output");
        check(session.getInputInfo().get(input), "takes", 1, COLOURS, recipe.inputHeight(), recipe.inputWidth());
        check(session.getOutputInfo().get(output), "gives", 1, labels);
    }

    /** The same model on raw tensors; lives as long as this. */
    public TensorSession tensors() {
        return tensors;
    }

    /** How long a picture takes: always the same object, of which its runner keeps the figures. */
    public TurnPace pace() {
        return pace;
    }

    /**
     * Computes the numbers of a picture's labels. Computes for long: for platform threads only.
     *
     * @param stop ends the run early when cancelled
     * @return one number for each label, the caller's own
     * @throws OrtException if the runtime fails, or was stopped
     */
    public float[] run(Pixels pixels, Cancellation stop) throws OrtException {
        uses.begin();
        try {
            return runOnce(pixels, stop);
        } finally {
            uses.end();
        }
    }

    private float[] runOnce(Pixels pixels, Cancellation stop) throws OrtException {
        Buffers buffers = idle.poll();
        if (buffers == null) {
            buffers = new Buffers(floats(COLOURS * recipe.inputWidth() * recipe.inputHeight()), floats(labels));
        }
        try {
            Preparation.fill(pixels, recipe, buffers.planes());
            long[] in = {1, COLOURS, recipe.inputHeight(), recipe.inputWidth()};
            try (RunStop running = new RunStop(stop);
                    OnnxTensor planes = OnnxTensor.createTensor(runtime.environment(), buffers.planes(), in);
                    OnnxTensor logits =
                            OnnxTensor.createTensor(runtime.environment(), buffers.logits(), new long[] {1, labels})) {
                session.run(Map.of(input, planes), Set.of(), Map.of(output, logits), running.options())
                        .close();
            }
            float[] answer = new float[labels];
            buffers.logits().get(0, answer);
            return answer;
        } finally {
            idle.add(buffers);
        }
    }

    private static String only(String usual, Map<String, NodeInfo> ports, String what) throws IOException {
        if (ports.containsKey(usual)) {
            return usual;
        }
        if (ports.size() != 1) {
            throw new RefusedModelException("a classifier of pictures has one " + what + " or one named " + usual
                    + "; this model has " + ports.keySet());
        }
        return ports.keySet().iterator().next();
    }

    /** A size of −1 is known only when the model runs. */
    private static void check(@Nullable NodeInfo port, String does, long... shape) throws IOException {
        boolean fits = port != null
                && port.getInfo() instanceof TensorInfo info
                && info.type == OnnxJavaType.FLOAT
                && fits(info.getShape(), shape);
        if (!fits) {
            throw new RefusedModelException(
                    "this classifier of pictures " + does + " " + (port == null ? "nothing" : port.getInfo())
                            + ", which its configuration does not fit: it makes floats of the shape "
                            + java.util.Arrays.toString(shape));
        }
    }

    private static boolean fits(long[] announced, long[] shape) {
        if (announced.length != shape.length) {
            return false;
        }
        for (int i = 0; i < shape.length; i++) {
            if (announced[i] >= 0 && announced[i] != shape[i]) {
                return false;
            }
        }
        return true;
    }

    private static FloatBuffer floats(int count) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public void close() {
        uses.free(() -> {
            idle.clear();
            Sessions.close(session);
        });
    }
}
