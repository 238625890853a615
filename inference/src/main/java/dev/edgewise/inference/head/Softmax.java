package dev.edgewise.inference.head;

/**
 * The objective of multinomial logistic regression on some of the examples: mean negative log-likelihood, and an L2
 * penalty on the weights, not on the biases. One thread.
 */
final class Softmax implements Objective {
    private final float[] vectors;
    private final int[] labels;
    private final int[] rows;
    private final int dimensions;
    private final int classes;
    private final double penalty;

    /**
     * The objective.
     *
     * @param vectors of all examples, one after another
     * @param labels index of the label of each example
     * @param rows which examples count
     * @param penalty weight of half the squared length of the weights
     */
    Softmax(float[] vectors, int[] labels, int[] rows, int dimensions, int classes, double penalty) {
        this.vectors = vectors;
        this.labels = labels;
        this.rows = rows;
        this.dimensions = dimensions;
        this.classes = classes;
        this.penalty = penalty;
    }

    /** How many parameters: for each label its weights, then its bias. */
    int size() {
        return classes * (dimensions + 1);
    }

    @Override
    public double at(double[] parameters, double[] gradient) {
        java.util.Arrays.fill(gradient, 0);
        double[] scores = new double[classes];
        double loss = 0;
        for (int row : rows) {
            double log = logSum(parameters, row, scores);
            loss += log - scores[labels[row]];
            for (int c = 0; c < classes; c++) {
                double error = (Math.exp(scores[c] - log) - (c == labels[row] ? 1 : 0)) / rows.length;
                int base = c * (dimensions + 1);
                for (int d = 0; d < dimensions; d++) {
                    gradient[base + d] += error * vectors[row * dimensions + d];
                }
                gradient[base + dimensions] += error;
            }
        }
        double squares = 0;
        for (int c = 0; c < classes; c++) {
            int base = c * (dimensions + 1);
            for (int d = 0; d < dimensions; d++) {
                squares += parameters[base + d] * parameters[base + d];
                gradient[base + d] += penalty * parameters[base + d];
            }
        }
        return loss / rows.length + penalty * squares / 2;
    }

    /** Writes an example's logits to {@code scores} and gives the logarithm of the sum of their exponentials. */
    private double logSum(double[] parameters, int row, double[] scores) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            int base = c * (dimensions + 1);
            double sum = parameters[base + dimensions];
            for (int d = 0; d < dimensions; d++) {
                sum += parameters[base + d] * vectors[row * dimensions + d];
            }
            scores[c] = sum;
            largest = Math.max(largest, sum);
        }
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score - largest);
        }
        return largest + Math.log(sum);
    }
}
