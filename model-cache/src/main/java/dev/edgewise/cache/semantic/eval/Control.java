package dev.edgewise.cache.semantic.eval;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A control: logistic regression on the nearest one's cosine and on how near the next ones lie, which tells of the data
 * set and not of meaning. What another way gains must be more than what this one does.
 */
final class Control implements Way {
    private static final int WIDTH = 3;
    private static final int STEPS = 400;
    private static final double RATE = 0.5;

    private final double[] means = new double[WIDTH];
    private final double[] spreads = new double[WIDTH];
    private final double[] weights = new double[WIDTH + 1];

    private Control() {}

    static Control train(List<Near> runs) {
        double[][] rows = runs.stream()
                .flatMap(near -> IntStream.range(0, near.asked().length)
                        .filter(i -> !near.candidates().get(i).isEmpty())
                        .mapToObj(
                                i -> features(near, i, near.candidates().get(i).getFirst())))
                .toArray(double[][]::new);
        boolean[] right = new boolean[rows.length];
        int at = 0;
        for (Near near : runs) {
            for (List<Candidate> candidates : near.candidates()) {
                if (!candidates.isEmpty()) {
                    right[at++] = candidates.getFirst().right();
                }
            }
        }
        Control control = new Control();
        control.standardize(rows);
        control.fit(rows, right);
        return control;
    }

    /** The next ones are all that are stored, the guards' or not: how densely they lie is what this is about. */
    private static double[] features(Near near, int i, Candidate chosen) {
        List<Candidate> candidates = near.candidates().get(i);
        double first = chosen.cosine();
        double second = candidates.size() > 1 ? candidates.get(1).cosine() : near.nextCosine()[i];
        return new double[] {first, first - second, first - near.nextCosine()[i]};
    }

    private void standardize(double[][] rows) {
        for (int f = 0; f < WIDTH; f++) {
            int feature = f;
            means[f] = Arrays.stream(rows)
                    .mapToDouble(row -> row[feature])
                    .average()
                    .orElse(0);
            double squares = Arrays.stream(rows)
                    .mapToDouble(row -> Math.pow(row[feature] - means[feature], 2))
                    .average()
                    .orElse(1);
            spreads[f] = Math.sqrt(Math.max(squares, 1e-12));
        }
    }

    private void fit(double[][] rows, boolean[] right) {
        for (int step = 0; step < STEPS; step++) {
            double[] slopes = new double[WIDTH + 1];
            for (int row = 0; row < rows.length; row++) {
                double miss = (right[row] ? 1 : 0) - 1 / (1 + Math.exp(-score(rows[row])));
                for (int f = 0; f < WIDTH; f++) {
                    slopes[f] += miss * (rows[row][f] - means[f]) / spreads[f];
                }
                slopes[WIDTH] += miss;
            }
            for (int f = 0; f <= WIDTH; f++) {
                weights[f] += RATE * slopes[f] / Math.max(1, rows.length);
            }
        }
    }

    private double score(double[] features) {
        double sum = weights[WIDTH];
        for (int f = 0; f < WIDTH; f++) {
            sum += weights[f] * (features[f] - means[f]) / spreads[f];
        }
        return sum;
    }

    @Override
    public double[] score(Near near, int i, List<Candidate> few) {
        double[] scores = new double[few.size()];
        Arrays.fill(scores, Double.NEGATIVE_INFINITY);
        scores[0] = score(features(near, i, few.getFirst()));
        return scores;
    }
}
