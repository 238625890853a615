package dev.edgewise.inference.head;

import dev.edgewise.inference.score.Scores;
import java.util.Arrays;

/**
 * The objective of one logistic regression for each label, all at once: mean negative log-likelihood over examples and
 * labels, and an L2 penalty on the weights, not on the biases. One thread.
 */
final class Sigmoids implements Objective {
    private final float[] vectors;
    private final boolean[][] held;
    private final int[] rows;
    private final int dimensions;
    private final int labels;
    private final double penalty;

    /**
     * The objective.
     *
     * @param vectors of all examples, one after another
     * @param held for each example, which labels hold
     * @param rows which examples count
     * @param penalty weight of half the squared length of the weights
     */
    Sigmoids(float[] vectors, boolean[][] held, int[] rows, int dimensions, int labels, double penalty) {
        this.vectors = vectors;
        this.held = held;
        this.rows = rows;
        this.dimensions = dimensions;
        this.labels = labels;
        this.penalty = penalty;
    }

    @Override
    public double at(double[] parameters, double[] gradient) {
        Arrays.fill(gradient, 0);
        double loss = 0;
        for (int row : rows) {
            for (int label = 0; label < labels; label++) {
                int base = label * (dimensions + 1);
                double logit = parameters[base + dimensions];
                for (int d = 0; d < dimensions; d++) {
                    logit += parameters[base + d] * vectors[row * dimensions + d];
                }
                // log(1 + e^x), kept from overflowing.
                loss += Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - (held[row][label] ? logit : 0);
                double error = (Scores.sigmoid(logit) - (held[row][label] ? 1 : 0)) / rows.length;
                for (int d = 0; d < dimensions; d++) {
                    gradient[base + d] += error * vectors[row * dimensions + d];
                }
                gradient[base + dimensions] += error;
            }
        }
        double squares = 0;
        for (int label = 0; label < labels; label++) {
            int base = label * (dimensions + 1);
            for (int d = 0; d < dimensions; d++) {
                squares += parameters[base + d] * parameters[base + d];
                gradient[base + d] += penalty * parameters[base + d];
            }
        }
        return loss / rows.length + penalty * squares / 2;
    }
}
