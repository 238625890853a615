package dev.edgewise.inference.head;

import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.score.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Trains a head: multinomial logistic regression with an L2 penalty. A fifth of each label is held out. The penalty is
 * chosen on a part of the rest, the weights learn from all of the rest, and the held-out fifth gives the report, the
 * temperature and the bound of the energy. The same input gives the same head. One thread, seconds.
 */
public final class HeadTrainer {
    private static final double HELD_OUT = 0.2;
    private static final long SEED = 42;
    /** Share of known inputs that may be called unknown. */
    private static final double FALSE_ALARMS = 0.02;

    private static final double UNKNOWN_BELOW = 0.5;
    private static final int BINS = 10;

    private final float[] vectors;
    private final int dimensions;
    private final List<String> names;
    private final int[] labels;
    private final HeadFit fit;

    private HeadTrainer(float[] vectors, int dimensions, List<String> labelOfEach) {
        this.vectors = vectors;
        this.dimensions = dimensions;
        this.names = List.copyOf(new TreeSet<>(labelOfEach));
        this.labels = labelOfEach.stream().mapToInt(names::indexOf).toArray();
        this.fit = new HeadFit(vectors, dimensions, names, false, new Labels());
    }

    /** A head and how it does. */
    public record Trained(LinearHead head, HeadReport report) {}

    /**
     * Trains.
     *
     * @param vectors of the examples, one after another
     * @param dimensions length of each
     * @param labels the label of each, at least two different ones, each several times
     */
    public static Trained train(float[] vectors, int dimensions, List<String> labels) {
        return new HeadTrainer(vectors, dimensions, labels).trained();
    }

    private Trained trained() {
        int[] all = new int[labels.length];
        Arrays.setAll(all, i -> i);
        HeadFit.Split outer = split(all);
        double penalty = fit.penalty(split(outer.most()));
        LinearHead raw = fit.head(outer.most(), penalty);
        double temperature = fit.temperature(raw, outer.rest());
        LinearHead warm = raw.with(new Calibration(temperature, UNKNOWN_BELOW, Double.POSITIVE_INFINITY));
        Judged judged = judge(warm, outer.rest());
        LinearHead head = raw.with(new Calibration(temperature, UNKNOWN_BELOW, judged.energyMax()));
        return new Trained(
                head,
                new HeadReport(
                        outer.most().length,
                        outer.rest().length,
                        judged.accuracy(),
                        judged.logLoss(),
                        judged.calibrationError(),
                        penalty,
                        temperature,
                        judged.labels()));
    }

    /** Splits each label apart, so that every one is on both sides. */
    private HeadFit.Split split(int[] rows) {
        List<Integer> most = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        Random random = new Random(SEED);
        for (int label = 0; label < names.size(); label++) {
            List<Integer> own = new ArrayList<>();
            for (int row : rows) {
                if (labels[row] == label) {
                    own.add(row);
                }
            }
            Collections.shuffle(own, random);
            int held = Math.max(1, (int) Math.round(own.size() * HELD_OUT));
            rest.addAll(own.subList(0, held));
            most.addAll(own.subList(held, own.size()));
        }
        return HeadFit.Split.of(most, rest);
    }

    /** The examples with their labels. */
    private final class Labels implements HeadFit.Labelled {
        @Override
        public Objective objective(int[] rows, double penalty) {
            return new Softmax(vectors, labels, rows, dimensions, names.size(), penalty);
        }

        /** @param doubt share of each example that is spread over all labels */
        @Override
        public double loss(LinearHead head, int[] rows, double temperature, double doubt) {
            var calibration = new Calibration(temperature, 0, Double.POSITIVE_INFINITY);
            double sum = 0;
            for (int row : rows) {
                float[] scores = head.logits(fit.vector(row));
                Scores.label(scores, 0, scores.length, false, calibration);
                sum -= (1 - doubt) * HeadFit.logarithm(scores[labels[row]]);
                for (float score : scores) {
                    sum -= doubt / scores.length * HeadFit.logarithm(score);
                }
            }
            return sum / rows.length;
        }
    }

    private record Judged(
            double accuracy,
            double logLoss,
            double calibrationError,
            double energyMax,
            List<HeadReport.OfLabel> labels) {}

    private Judged judge(LinearHead head, int[] rows) {
        int[] right = new int[names.size()];
        int[] said = new int[names.size()];
        int[] are = new int[names.size()];
        double[] surer = new double[BINS];
        double[] energies = new double[rows.length];
        double loss = 0;
        for (int i = 0; i < rows.length; i++) {
            float[] scores = head.logits(fit.vector(rows[i]));
            LabelConfidence sure = Scores.label(scores, 0, scores.length, false, head.calibration());
            int label = labels[rows[i]];
            int best = best(scores);
            energies[i] = sure.energy();
            are[label]++;
            said[best]++;
            right[best] += best == label ? 1 : 0;
            surer[Math.min(BINS - 1, (int) (sure.top() * BINS))] += sure.top() - (best == label ? 1 : 0);
            loss -= HeadFit.logarithm(scores[label]);
        }
        List<HeadReport.OfLabel> each = new ArrayList<>();
        for (int label = 0; label < names.size(); label++) {
            each.add(new HeadReport.OfLabel(
                    names.get(label),
                    said[label] == 0 ? 0 : right[label] / (double) said[label],
                    are[label] == 0 ? 0 : right[label] / (double) are[label],
                    are[label]));
        }
        Arrays.sort(energies);
        double error = 0;
        for (double bin : surer) {
            error += Math.abs(bin);
        }
        return new Judged(
                Arrays.stream(right).sum() / (double) rows.length,
                loss / rows.length,
                error / rows.length,
                energies[Math.min(rows.length - 1, (int) Math.ceil(rows.length * (1 - FALSE_ALARMS)))],
                each);
    }

    private static int best(float[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
