package dev.edgewise.inference.onnx;

import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.schedule.TurnPace;
import dev.edgewise.inference.store.scan.RefusedModelException;
import dev.edgewise.inference.tensor.BadTensorException;
import dev.edgewise.inference.tensor.Tensor;
import dev.edgewise.inference.tensor.TensorPort;
import dev.edgewise.inference.tensor.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A classifier of rows of numbers: one number for each row and label out. Several threads at once; freed by {@link #close},
 * which must come after the last run.
 */
public final class TensorClassifier implements AutoCloseable {
    /** Bytes of an input that is filled up to the rows that each run must have. */
    private static final long FILLED_BYTES_MAX = 64L << 20;

    private final Skill.TensorClassification skill;
    private final TensorSession tensors;
    private final int labels;

    /** @throws IOException if the session's output is not what the skill says of it */
    TensorClassifier(Skill.TensorClassification skill, TensorSession tensors) throws IOException {
        this.skill = skill;
        this.tensors = tensors;
        this.labels = skill.labels().size();
        TensorPort output = tensors.signature().outputs().stream()
                .filter(port -> port.name().equals(skill.output()))
                .findFirst()
                .orElseThrow(() -> new IOException("this classifier has no output " + skill.output()));
        boolean fits = output.shape().size() == 2
                && (output.shape().getLast() < 0 || output.shape().getLast() == labels);
        if (!fits || !isReal(output.type())) {
            throw new RefusedModelException(
                    "this classifier gives " + output.name() + " " + output.type() + output.shape() + ", where its "
                            + labels + " labels need floats of the shape [-1, " + labels + "]");
        }
    }

    private static boolean isReal(TensorType type) {
        return switch (type) {
            case FP16, BF16, FP32, FP64 -> true;
            case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES -> false;
        };
    }

    /** The same model on raw tensors; lives as long as this. */
    public TensorSession tensors() {
        return tensors;
    }

    /** How long a batch takes: always the same object, of which its runner keeps the figures. */
    public TurnPace pace() {
        return tensors.pace();
    }

    /** Most rows of one run, 1 or more. */
    public int rowsPerRunMax() {
        return skill.rowsFixed() == 0 ? skill.rowsPerBatchMax() : Math.min(skill.rowsPerBatchMax(), skill.rowsFixed());
    }

    /**
     * Refuses work that this model cannot run. Quick; any thread.
     *
     * @throws EngineException input invalid, saying what is wrong
     */
    public void check(ClassifyTensors work) throws EngineException {
        // With the rows of one run, for a graph whose batches have one size would refuse any other.
        tensors.check(infer(work, 0, 1));
    }

    /**
     * Computes the numbers of the labels of some rows of checked work. Computes for long: for platform threads only.
     *
     * @param from the first row
     * @param to the row behind the last one, at most {@link #rowsPerRunMax} away
     * @param stop ends the run early when cancelled
     * @param numbers gets one number for each label, row after row
     * @param at where in {@code numbers} the first goes
     * @throws EngineException if the model refuses the tensors, or gives something else than such numbers
     */
    public void run(ClassifyTensors work, int from, int to, Cancellation stop, float[] numbers, int at)
            throws Exception {
        Tensor output = tensors.run(infer(work, from, to), stop).getFirst();
        int rows = skill.rowsFixed() == 0 ? to - from : skill.rowsFixed();
        if (output.shape().rank() != 2
                || output.shape().size(0) != rows
                || output.shape().size(1) != labels) {
            throw EngineException.of(
                    Fault.Kind.INTERNAL,
                    "the model gave " + output + " for " + rows + " rows, where its " + labels + " labels need [" + rows
                            + ", " + labels + "]");
        }
        read(output, (to - from) * labels, numbers, at);
    }

    private static void read(Tensor output, int count, float[] numbers, int at) {
        ByteBuffer data = output.data();
        for (int i = 0; i < count; i++) {
            numbers[at + i] = switch (output.type()) {
                case FP32 -> data.getFloat();
                case FP64 -> (float) data.getDouble();
                case FP16 -> Float.float16ToFloat(data.getShort());
                case BF16 -> Float.intBitsToFloat(data.getShort() << 16);
                case BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES ->
                    throw new IllegalStateException("the output's type was checked at the load");
            };
        }
    }

    private Infer infer(ClassifyTensors work, int from, int to) throws EngineException {
        List<Tensor> rows = new ArrayList<>(work.inputs().size());
        try {
            for (Tensor input : work.inputs()) {
                int count = Math.max(skill.rowsFixed(), to - from);
                long bytes = input.bytes() / input.shape().size(0) * count;
                if (bytes > FILLED_BYTES_MAX && count > to - from) {
                    throw EngineException.of(
                            Fault.Kind.INPUT_INVALID,
                            "input " + input.name() + " would have " + bytes + " bytes with the " + count
                                    + " rows that each run of this model must have; at most " + FILLED_BYTES_MAX
                                    + " are made of fewer");
                }
                rows.add(input.rows(from, to, count));
            }
        } catch (BadTensorException e) {
            throw EngineException.of(Fault.Kind.INPUT_INVALID, e.sentence());
        }
        return new Infer(work.model(), rows, List.of(skill.output()));
    }

    @Override
    public void close() {
        tensors.close();
    }
}
