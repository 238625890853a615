package dev.edgewise.inference.head;

import dev.edgewise.inference.catalog.Calibration;
import java.util.List;

/**
 * One weight for each label and dimension of a vector: multinomial logistic regression, or one logistic regression for each
 * label where several may hold. Immutable, any thread.
 */
public final class LinearHead {
    private final List<String> labels;
    private final int dimensions;
    private final float[] weights;
    private final float[] bias;
    private final Calibration calibration;
    private final boolean several;

    /**
     * Takes the arrays over: the caller must not change them afterwards.
     *
     * @param labels names of the labels: at least two, or one where several may hold
     * @param dimensions length of the vectors
     * @param weights the labels' weights one after another
     * @param bias one for each label
     * @param calibration what its scores are worth
     * @param several whether more than one label may hold at once
     * @throws IllegalArgumentException if the sizes do not fit
     */
    public LinearHead(
            List<String> labels,
            int dimensions,
            float[] weights,
            float[] bias,
            Calibration calibration,
            boolean several) {
        if (labels.size() < (several ? 1 : 2)
                || dimensions < 1
                || weights.length != Math.multiplyExact(labels.size(), dimensions)
                || bias.length != labels.size()) {
            throw new IllegalArgumentException(weights.length + " weights and " + bias.length + " biases for "
                    + labels.size() + " labels of " + dimensions + " dimensions");
        }
        this.labels = List.copyOf(labels);
        this.dimensions = dimensions;
        this.weights = weights;
        this.bias = bias;
        this.calibration = calibration;
        this.several = several;
    }

    /** A head of which one label holds. */
    public LinearHead(List<String> labels, int dimensions, float[] weights, float[] bias, Calibration calibration) {
        this(labels, dimensions, weights, bias, calibration, false);
    }

    /** Whether more than one label may hold at once. */
    public boolean several() {
        return several;
    }

    /** Names of the labels. */
    public List<String> labels() {
        return labels;
    }

    /** Length of the vectors it reads. */
    public int dimensions() {
        return dimensions;
    }

    /** What its scores are worth. */
    public Calibration calibration() {
        return calibration;
    }

    /** The same weights with another calibration. */
    public LinearHead with(Calibration other) {
        return new LinearHead(labels, dimensions, weights, bias, other, several);
    }

    /**
     * The logits of vectors.
     *
     * @param vectors one after another
     * @return the labels' logits for each, one after another
     */
    public float[] logits(float[] vectors) {
        int count = vectors.length / dimensions;
        float[] logits = new float[count * labels.size()];
        for (int vector = 0, at = 0; vector < count; vector++) {
            for (int label = 0; label < labels.size(); label++, at++) {
                double sum = bias[label];
                for (int d = 0; d < dimensions; d++) {
                    sum += weights[label * dimensions + d] * vectors[vector * dimensions + d];
                }
                logits[at] = (float) sum;
            }
        }
        return logits;
    }

    float weight(int label, int dimension) {
        return weights[label * dimensions + dimension];
    }

    float bias(int label) {
        return bias[label];
    }
}
