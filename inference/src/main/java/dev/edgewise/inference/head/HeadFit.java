package dev.edgewise.inference.head;

import dev.edgewise.inference.catalog.Calibration;
import java.util.Arrays;
import java.util.List;

/** How a head learns from labelled vectors, whatever its labels have to do with one another. One thread. */
final class HeadFit {
    private static final double[] PENALTIES = {1e-2, 1e-3, 1e-4, 1e-5, 1e-6};

    private final float[] vectors;
    private final int dimensions;
    private final List<String> names;
    private final boolean several;
    private final Labelled labelled;

    /** What the examples are. */
    interface Labelled {
        /** What is minimized. */
        Objective objective(int[] rows, double penalty);

        /** @param doubt share of each example that is taken for another label */
        double loss(LinearHead head, int[] rows, double temperature, double doubt);
    }

    /** Which examples are for what. */
    record Split(int[] most, int[] rest) {
        static Split of(List<Integer> most, List<Integer> rest) {
            return new Split(
                    most.stream().mapToInt(Integer::intValue).toArray(),
                    rest.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /**
     * Nothing is learned yet.
     *
     * @param vectors of the examples, one after another
     * @param several whether several labels may hold of one example
     */
    HeadFit(float[] vectors, int dimensions, List<String> names, boolean several, Labelled labelled) {
        this.vectors = vectors;
        this.dimensions = dimensions;
        this.names = names;
        this.several = several;
        this.labelled = labelled;
    }

    /** The penalty with which the most is learned that also holds for the rest. */
    double penalty(Split split) {
        double best = PENALTIES[0];
        double least = Double.POSITIVE_INFINITY;
        // Each fit begins where the one before ended.
        double[] parameters = new double[size()];
        for (double penalty : PENALTIES) {
            Lbfgs.minimize(labelled.objective(split.most(), penalty), parameters);
            double loss = labelled.loss(head(parameters), split.rest(), 1, 0);
            if (loss < least) {
                least = loss;
                best = penalty;
            }
        }
        return best;
    }

    /** Learned from these examples, and not calibrated. */
    LinearHead head(int[] rows, double penalty) {
        double[] parameters = new double[size()];
        Lbfgs.minimize(labelled.objective(rows, penalty), parameters);
        return head(parameters);
    }

    private int size() {
        return names.size() * (dimensions + 1);
    }

    private LinearHead head(double[] parameters) {
        float[] weights = new float[names.size() * dimensions];
        float[] bias = new float[names.size()];
        for (int label = 0; label < names.size(); label++) {
            int base = label * (dimensions + 1);
            for (int d = 0; d < dimensions; d++) {
                weights[label * dimensions + d] = (float) parameters[base + d];
            }
            bias[label] = (float) parameters[base + dimensions];
        }
        return new LinearHead(names, dimensions, weights, bias, Calibration.NONE, several);
    }

    /**
     * The temperature that makes the held-out labels most likely, searched because the loss has one valley. The labels
     * are taken as a little uncertain (as by Platt), else a few examples that are all right would make it sure of
     * everything.
     */
    double temperature(LinearHead head, int[] rows) {
        double doubt = 1.0 / (rows.length + 2);
        double low = Math.log(0.05);
        double high = Math.log(20);
        for (int i = 0; i < 60; i++) {
            double left = low + (high - low) / 3;
            double right = high - (high - low) / 3;
            if (labelled.loss(head, rows, Math.exp(left), doubt) < labelled.loss(head, rows, Math.exp(right), doubt)) {
                high = right;
            } else {
                low = left;
            }
        }
        return Math.exp((low + high) / 2);
    }

    float[] vector(int row) {
        return Arrays.copyOfRange(vectors, row * dimensions, (row + 1) * dimensions);
    }

    /** Of a score that may have been rounded to nothing. */
    static double logarithm(double score) {
        return Math.log(Math.max(1e-30, score));
    }
}
