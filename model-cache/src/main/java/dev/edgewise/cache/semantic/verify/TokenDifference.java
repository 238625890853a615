package dev.edgewise.cache.semantic.verify;

import java.util.Arrays;
import java.util.List;

/**
 * What is learned of each token that only one of two questions has: "please" or "best" changes little, "refund" or
 * "Python" makes it another question, however rare any of them is. Immutable.
 */
final class TokenDifference {
    private static final float STEP = 1 / 32f;
    private static final int EPOCHS = 8;
    private static final double RATE = 0.15;
    private static final double PENALTY = 0.02;

    private final byte[] steps;

    /** @param steps the weight of each token in steps; tokens beyond its end have none */
    TokenDifference(byte[] steps) {
        this.steps = steps;
    }

    /**
     * One pair.
     *
     * @param near how alike the two are, from 0 to 1, by other means
     * @param tokens those that only one of them has, see {@link #of}
     * @param same whether they mean the same
     */
    record Sample(float near, int[] tokens, boolean same) {}

    /** Logistic regression on the tokens and the nearness, by AdaGrad. */
    static TokenDifference train(List<Sample> samples) {
        int most = 0;
        for (Sample sample : samples) {
            for (int token : sample.tokens()) {
                most = Math.max(most, token);
            }
        }
        double[] weights = new double[most + 3];
        double[] squares = new double[most + 3];
        int slope = most + 1;
        int bias = most + 2;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (Sample sample : samples) {
                double sum = weights[bias] + weights[slope] * sample.near();
                for (int token : sample.tokens()) {
                    sum += weights[token];
                }
                double miss = (sample.same() ? 1 : 0) - 1 / (1 + Math.exp(-sum));
                step(weights, squares, bias, miss);
                step(weights, squares, slope, miss * sample.near());
                for (int token : sample.tokens()) {
                    step(weights, squares, token, miss - PENALTY * weights[token]);
                }
            }
        }
        byte[] steps = new byte[most + 1];
        for (int token = 0; token <= most; token++) {
            steps[token] = (byte) Math.clamp(Math.round(weights[token] / STEP), -Byte.MAX_VALUE, Byte.MAX_VALUE);
        }
        return new TokenDifference(steps);
    }

    private static void step(double[] weights, double[] squares, int at, double slope) {
        squares[at] += slope * slope;
        weights[at] += RATE * slope / (0.1 + Math.sqrt(squares[at]));
    }

    /** The tokens that only one of the two has, each as often as it stands there. */
    static int[] of(int[] a, int[] b) {
        int[] only = new int[a.length + b.length];
        int count = 0;
        for (int id : a) {
            if (!contains(b, id)) {
                only[count++] = id;
            }
        }
        for (int id : b) {
            if (!contains(a, id)) {
                only[count++] = id;
            }
        }
        return Arrays.copyOf(only, count);
    }

    private static boolean contains(int[] ids, int wanted) {
        for (int id : ids) {
            if (id == wanted) {
                return true;
            }
        }
        return false;
    }

    /** The weight of a token; the lower, the more it tells apart. */
    float weight(int id) {
        return id < steps.length ? steps[id] * STEP : 0;
    }

    byte[] steps() {
        return steps;
    }
}
