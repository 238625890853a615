package dev.edgewise.inference.local;

import dev.edgewise.inference.Cancellation;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.onnx.TensorClassifier;
import dev.edgewise.inference.schedule.TurnTask;
import java.util.Optional;

/** One caller's rows of numbers, and those of their labels' numbers that are there: a batch of rows in each turn. */
final class RowRuns implements TurnTask<float[]> {
    private final TensorClassifier model;
    private final ClassifyTensors work;
    private final int rows;
    private final int labels;
    private final float[] numbers;
    private int next;

    /**
     * Checked work.
     *
     * @param rows how many each input has
     * @param labels how many the model has
     */
    RowRuns(TensorClassifier model, ClassifyTensors work, int rows, int labels) {
        this.model = model;
        this.work = work;
        this.rows = rows;
        this.labels = labels;
        this.numbers = new float[Math.multiplyExact(rows, labels)];
    }

    @Override
    public Optional<float[]> turn(Cancellation stop) throws Exception {
        int to = Math.min(rows, next + model.rowsPerRunMax());
        model.run(work, next, to, stop, numbers, next * labels);
        next = to;
        return next == rows ? Optional.of(numbers) : Optional.empty();
    }
}
