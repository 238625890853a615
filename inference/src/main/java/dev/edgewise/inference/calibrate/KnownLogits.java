package dev.edgewise.inference.calibrate;

import dev.edgewise.inference.Classified;
import dev.edgewise.inference.catalog.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What a model said of inputs before any calibration. Filled by one thread.
 *
 * @see #READING how it is to be asked
 */
public final class KnownLogits {
    /**
     * A calibration under which no score is near 0 or 1, where 32 bits would lose what the model said: logits are read back
     * from scores within 0.001 for logits of any real model.
     */
    public static final Calibration READING = new Calibration(100, 0, Double.POSITIVE_INFINITY);

    private final boolean several;
    private final List<double[]> logits = new ArrayList<>();
    private final List<BitSet> holding = new ArrayList<>();

    /** @param several whether more than one label may hold at once */
    public KnownLogits(boolean several) {
        this.several = several;
    }

    /**
     * Takes an input of an answer that was given under {@link #READING}.
     *
     * @param labels the labels that hold, by their place; none for an input that is none of them
     */
    public void add(Classified answer, int input, BitSet labels) {
        double scale = READING.temperature();
        double energy = answer.confidence(input).energy();
        double[] values = new double[answer.labels().size()];
        for (int label = 0; label < values.length; label++) {
            double score = Math.clamp(answer.score(input, label), Float.MIN_NORMAL, 1);
            // A softmax leaves out what all logits have in common: the energy has it.
            values[label] = several
                    ? scale * (Math.log(score) - Math.log1p(-Math.min(score, Math.nextDown(1f))))
                    : scale * Math.log(score) - energy;
        }
        add(values, labels);
    }

    void add(double[] values, BitSet labels) {
        logits.add(values);
        holding.add(labels);
    }

    /** How many inputs. */
    public int size() {
        return logits.size();
    }

    boolean several() {
        return several;
    }

    double[] logits(int input) {
        return logits.get(input);
    }

    boolean holds(int input, int label) {
        return holding.get(input).get(label);
    }

    /** Which half of the data an input belongs to: the inputs of each label in turns. */
    boolean[] half() {
        boolean[] second = new boolean[size()];
        boolean[] turn = new boolean[size() == 0 ? 1 : logits.getFirst().length + 1];
        for (int input = 0; input < second.length; input++) {
            int group = Math.max(0, holding.get(input).nextSetBit(0) + 1);
            second[input] = turn[group];
            turn[group] = !turn[group];
        }
        return second;
    }

    int[] where(boolean[] half, boolean second) {
        int[] rows = new int[size()];
        int count = 0;
        for (int input = 0; input < half.length; input++) {
            if (half[input] == second) {
                rows[count++] = input;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
