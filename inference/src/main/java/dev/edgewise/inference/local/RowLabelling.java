package dev.edgewise.inference.local;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classified;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.onnx.TensorClassifier;
import dev.edgewise.inference.residency.Lease;
import dev.edgewise.inference.tensor.Tensor;

/** What the engine does with classifiers of rows of numbers. Any number of callers. */
final class RowLabelling {
    /** Most rows of numbers in one piece of work. */
    static final int ROWS_MAX = 4_096;

    /** Most scores in one answer about rows of numbers: one for each row and label. */
    static final int SCORES_MAX = 1 << 20;

    /** What a probability may be beyond 0 and 1. */
    private static final float ROUNDING = 0.01f;

    private final Labelling.Runs runs;

    RowLabelling(Labelling.Runs runs) {
        this.runs = runs;
    }

    Classified label(ClassifyTensors work, ModelCard card, Call call) throws EngineException, InterruptedException {
        if (!(card.skill() instanceof Skill.TensorClassification)) {
            throw Inputs.unsupported("model " + card.id() + " labels no tensors: ask for a model that does");
        }
        int rows = rowCount(work);
        Lease<Held> lease = runs.lease(card, call);
        Skill.TensorClassification skill;
        TensorClassifier model;
        RowRuns turns;
        try {
            // Its labels may be others than the catalogue's, where a new one is on its way into memory.
            if (!(lease.model().card().skill() instanceof Skill.TensorClassification held)
                    || !(lease.model().model() instanceof LoadedModel.Rows(TensorClassifier loaded))) {
                throw EngineException.of(
                        Fault.Kind.MODEL_UNAVAILABLE,
                        "model " + card.id() + " is being replaced by one that labels tensors; try again");
            }
            skill = held;
            model = loaded;
            scoresMax(rows, skill.labels().size());
            model.check(work);
            turns = new RowRuns(model, work, rows, skill.labels().size());
        } catch (EngineException | RuntimeException refused) {
            lease.close();
            throw refused;
        }
        // A caller that leaves does not end the run at once: the lease goes back when the run is over.
        float[] numbers = runs.tensors(turns, model, work, lease::close, call);
        if (skill.probabilities()) {
            probabilities(numbers, skill.output());
        }
        return Labelling.labelled(skill, numbers, rows);
    }

    /** How many rows each input has. */
    private static int rowCount(ClassifyTensors work) throws EngineException {
        long rows = -1;
        for (Tensor input : work.inputs()) {
            long own = input.shape().rank() == 0 ? 0 : input.shape().size(0);
            if (own < 1 || own > ROWS_MAX) {
                throw Inputs.invalid("input " + input.name() + " has the shape " + input.shape() + ": send 1 to "
                        + ROWS_MAX + " rows");
            }
            if (rows >= 0 && own != rows) {
                throw Inputs.invalid("input " + input.name() + " has " + own + " rows and "
                        + work.inputs().getFirst().name() + " has " + rows + ": send as many of each");
            }
            rows = own;
        }
        if (rows < 0) {
            throw Inputs.invalid("there is no tensor: send every input of the model");
        }
        return (int) rows;
    }

    private static void scoresMax(int rows, int labels) throws EngineException {
        if ((long) rows * labels > SCORES_MAX) {
            throw Inputs.invalid(rows + " rows of " + labels + " labels are more than " + SCORES_MAX
                    + " scores: send at most " + Math.max(1, SCORES_MAX / labels) + " rows");
        }
    }

    private static void probabilities(float[] numbers, String output) throws EngineException {
        for (float number : numbers) {
            if (number < -ROUNDING || number > 1 + ROUNDING) {
                throw EngineException.of(
                        Fault.Kind.INTERNAL,
                        "the model's output " + output + " has " + number
                                + ", which is no probability: its manifest must say 'scores: logits'");
            }
        }
    }
}
