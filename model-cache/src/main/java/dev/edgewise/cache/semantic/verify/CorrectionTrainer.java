package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Trains a {@link CorrectedCosine}: logistic regression on the nearest pairs, in which the cosine's own weight is free and
 * the others are drawn towards nothing. The same pairs give the same numbers.
 */
public final class CorrectionTrainer {
    /** Learned from are the nearest pairs, as far as so many of them are right: there thresholds lie. */
    private static final double RIGHT_SHARE = 0.9;

    /** Draws weights towards nothing, for features of spread 1. */
    private static final double PENALTY = 0.03;

    private static final int STEPS = 40;

    private CorrectionTrainer() {}

    /**
     * A pair to learn from, of those that the guards let through.
     *
     * @param same whether the answer to one is right for the other
     */
    public record Example(Question asked, Question stored, boolean same) {}

    /**
     * For whom it is trained.
     *
     * @param name what it is called, with its version
     * @param embedder the model that made the vectors
     * @param firstWord the token number from which on the embedder's vocabulary lists words, the most frequent first
     * @param origin what it is trained on and under which licence
     */
    public record Title(String name, String embedder, int firstWord, String origin) {}

    /** One pair's features behind the log odds of its cosine. */
    private record Row(double[] values, boolean same) {}

    /**
     * Trains on them.
     *
     * @throws IllegalArgumentException if there are not both right and wrong ones among the nearest, or the cosine tells
     *     nothing of which is which
     */
    public static CorrectedCosine train(Title title, List<Example> examples) {
        CorrectionFeatures features = new CorrectionFeatures(title.firstWord());
        List<Row> rows = nearest(examples.stream()
                .map(example -> row(features, example))
                .sorted(Comparator.comparingDouble((Row row) -> -row.values()[0]))
                .toList());
        long right = rows.stream().filter(Row::same).count();
        if (right == 0 || right == rows.size()) {
            throw new IllegalArgumentException(right + " of " + rows.size() + " near pairs mean the same");
        }
        int width = CorrectionFeatures.COUNT + 1;
        double[] means = new double[width];
        double[] spreads = new double[width];
        for (int f = 0; f < width; f++) {
            int feature = f;
            double mean = rows.stream()
                    .mapToDouble(row -> row.values()[feature])
                    .average()
                    .orElse(0);
            means[f] = mean;
            spreads[f] = Math.sqrt(rows.stream()
                            .mapToDouble(row -> Math.pow(row.values()[feature] - mean, 2))
                            .average()
                            .orElse(0))
                    + 1e-9;
        }
        double[] fitted = fit(rows, means, spreads);
        if (fitted[0] <= 0) {
            throw new IllegalArgumentException("of these pairs the nearer ones are no more often right");
        }
        double[] weights = new double[CorrectionFeatures.COUNT];
        for (int i = 0; i < weights.length; i++) {
            // On the cosine's scale: one more of its log odds counts one.
            weights[i] = fitted[i + 1] / spreads[i + 1] * spreads[0] / fitted[0];
        }
        return new CorrectedCosine(new Correction(
                title.name(),
                title.embedder(),
                title.firstWord(),
                title.origin(),
                Arrays.copyOfRange(means, 1, width),
                weights));
    }

    private static Row row(CorrectionFeatures features, Example example) {
        double[] values = new double[CorrectionFeatures.COUNT + 1];
        double cosine = features.write(PairFeatures.Asked.of(example.asked()), example.stored(), values, 1);
        values[0] = CorrectedCosine.odds(cosine);
        return new Row(values, example.same());
    }

    private static List<Row> nearest(List<Row> sorted) {
        int right = 0;
        int count = 0;
        for (int i = 0; i < sorted.size(); i++) {
            right += sorted.get(i).same() ? 1 : 0;
            if (right >= RIGHT_SHARE * (i + 1)) {
                count = i + 1;
            }
        }
        return sorted.subList(0, count);
    }

    /** Newton's method on the mean log loss and the penalty; the last weight is the constant. */
    private static double[] fit(List<Row> rows, double[] means, double[] spreads) {
        int width = means.length + 1;
        double[] weights = new double[width];
        for (int step = 0; step < STEPS; step++) {
            double[] slope = new double[width];
            double[][] curve = new double[width][width];
            double[] x = new double[width];
            x[width - 1] = 1;
            for (Row row : rows) {
                double sum = weights[width - 1];
                for (int f = 0; f < means.length; f++) {
                    x[f] = (row.values()[f] - means[f]) / spreads[f];
                    sum += weights[f] * x[f];
                }
                double p = 1 / (1 + Math.exp(-sum));
                for (int f = 0; f < width; f++) {
                    slope[f] += x[f] * ((row.same() ? 1 : 0) - p) / rows.size();
                    for (int g = 0; g < width; g++) {
                        curve[f][g] += x[f] * x[g] * p * (1 - p) / rows.size();
                    }
                }
            }
            for (int f = 0; f < width; f++) {
                double penalty = f == 0 || f == width - 1 ? 0 : PENALTY;
                slope[f] -= penalty * weights[f];
                curve[f][f] += penalty + 1e-9;
            }
            double[] by = solved(curve, slope);
            for (int f = 0; f < width; f++) {
                weights[f] += by[f];
            }
        }
        return weights;
    }

    /** Solves for a symmetric matrix that is positive, by elimination. */
    private static double[] solved(double[][] matrix, double[] values) {
        int width = values.length;
        for (int i = 0; i < width; i++) {
            for (int j = i + 1; j < width; j++) {
                double by = matrix[j][i] / matrix[i][i];
                for (int k = i; k < width; k++) {
                    matrix[j][k] -= by * matrix[i][k];
                }
                values[j] -= by * values[i];
            }
        }
        for (int i = width - 1; i >= 0; i--) {
            for (int j = i + 1; j < width; j++) {
                values[i] -= matrix[i][j] * values[j];
            }
            values[i] /= matrix[i][i];
        }
        return values;
    }
}
