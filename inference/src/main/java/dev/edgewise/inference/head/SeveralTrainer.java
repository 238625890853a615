package dev.edgewise.inference.head;

import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.head.HeadTrainer.Trained;
import dev.edgewise.inference.score.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Trains a head of which several labels may hold at once, or none: one logistic regression for each label with an L2
 * penalty. A fifth is held out, of the examples of each label's own. The penalty is chosen on a part of the rest; the
 * held-out fifth gives the report, the temperature, the score from which on labels hold (the one with the best F1 over all
 * of them) and the bound of the energy. The same input gives the same head. One thread, seconds.
 */
public final class SeveralTrainer {
    private static final double HELD_OUT = 0.2;
    private static final long SEED = 42;
    /** Share of known inputs whose energy may be called unusual. */
    private static final double FALSE_ALARMS = 0.02;

    private static final int BINS = 10;
    /** Scores from which on labels might hold, in hundredths. */
    private static final int STEP_PERCENT = 5;

    private final float[] vectors;
    private final int dimensions;
    private final List<String> names;
    private final boolean[][] held;
    private final HeadFit fit;

    private SeveralTrainer(float[] vectors, int dimensions, List<Set<String>> labels) {
        this.vectors = vectors;
        this.dimensions = dimensions;
        this.names =
                labels.stream()
                        .flatMap(Collection::stream)
                        .collect(TreeSet<String>::new, Set::add, Set::addAll)
                        .stream()
                        .toList();
        this.held = new boolean[labels.size()][names.size()];
        for (int row = 0; row < held.length; row++) {
            for (String label : labels.get(row)) {
                held[row][names.indexOf(label)] = true;
            }
        }
        this.fit = new HeadFit(vectors, dimensions, names, true, new Labels());
    }

    /**
     * Trains.
     *
     * @param vectors of the examples, one after another
     * @param dimensions length of each
     * @param labels those of each example, none perhaps; every label several times
     */
    public static Trained train(float[] vectors, int dimensions, List<Set<String>> labels) {
        return new SeveralTrainer(vectors, dimensions, labels).trained();
    }

    private Trained trained() {
        int[] all = new int[held.length];
        Arrays.setAll(all, i -> i);
        HeadFit.Split outer = split(all);
        double penalty = fit.penalty(split(outer.most()));
        LinearHead raw = fit.head(outer.most(), penalty);
        double temperature = fit.temperature(raw, outer.rest());
        LinearHead warm = raw.with(new Calibration(temperature, 0, Double.POSITIVE_INFINITY));
        double holdsFrom = holdsFrom(warm, outer.rest());
        LinearHead head =
                raw.with(new Calibration(temperature, 0, energyMax(warm, outer.rest())).holdingFrom(holdsFrom));
        return new Trained(head, report(head, outer, penalty));
    }

    /** Splits the examples of each label apart, where one has several by its rarest, so that every label is on both sides. */
    private HeadFit.Split split(int[] rows) {
        int[] counts = new int[names.size()];
        for (int row : rows) {
            for (int label = 0; label < names.size(); label++) {
                counts[label] += held[row][label] ? 1 : 0;
            }
        }
        List<List<Integer>> groups = new ArrayList<>();
        // One group more: those that have no label.
        for (int group = 0; group <= names.size(); group++) {
            groups.add(new ArrayList<>());
        }
        for (int row : rows) {
            groups.get(rarest(held[row], counts)).add(row);
        }
        List<Integer> most = new ArrayList<>();
        List<Integer> rest = new ArrayList<>();
        Random random = new Random(SEED);
        for (List<Integer> group : groups) {
            Collections.shuffle(group, random);
            int out = (int) Math.ceil(group.size() * HELD_OUT);
            rest.addAll(group.subList(0, out));
            most.addAll(group.subList(out, group.size()));
        }
        return HeadFit.Split.of(most, rest);
    }

    private int rarest(boolean[] labels, int[] counts) {
        int rarest = names.size();
        for (int label = 0; label < names.size(); label++) {
            if (labels[label] && (rarest == names.size() || counts[label] < counts[rarest])) {
                rarest = label;
            }
        }
        return rarest;
    }

    /** The examples with their labels. */
    private final class Labels implements HeadFit.Labelled {
        @Override
        public Objective objective(int[] rows, double penalty) {
            return new Sigmoids(vectors, held, rows, dimensions, names.size(), penalty);
        }

        /** Mean over examples and labels. {@code doubt} is the share of each that is taken for its opposite by half. */
        @Override
        public double loss(LinearHead head, int[] rows, double temperature, double doubt) {
            double sum = 0;
            for (int row : rows) {
                float[] logits = head.logits(fit.vector(row));
                for (int label = 0; label < logits.length; label++) {
                    double score = Scores.sigmoid(logits[label] / temperature);
                    double holds = (1 - doubt) * (held[row][label] ? 1 : 0) + doubt / 2;
                    sum -= holds * HeadFit.logarithm(score) + (1 - holds) * HeadFit.logarithm(1 - score);
                }
            }
            return sum / rows.length / names.size();
        }
    }

    private float[] scores(LinearHead head, int row) {
        float[] scores = head.logits(fit.vector(row));
        Scores.label(scores, 0, scores.length, true, head.calibration());
        return scores;
    }

    /** The score with the best F1; of several as good ones the nearest to the middle. */
    private double holdsFrom(LinearHead head, int[] rows) {
        float[][] scores =
                Arrays.stream(rows).mapToObj(row -> scores(head, row)).toArray(float[][]::new);
        double best = Calibration.HOLDS_FROM;
        double most = f1(scores, rows, best);
        for (int away = STEP_PERCENT; away < 50; away += STEP_PERCENT) {
            for (double from : new double[] {(50 - away) / 100.0, (50 + away) / 100.0}) {
                double f1 = f1(scores, rows, from);
                if (f1 > most) {
                    most = f1;
                    best = from;
                }
            }
        }
        return best;
    }

    private double f1(float[][] scores, int[] rows, double from) {
        int right = 0;
        int wrong = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int label = 0; label < names.size(); label++) {
                boolean said = scores[i][label] >= from;
                right += said && held[rows[i]][label] ? 1 : 0;
                wrong += said != held[rows[i]][label] ? 1 : 0;
            }
        }
        return right == 0 ? 0 : 2.0 * right / (2.0 * right + wrong);
    }

    /** Inputs that have no label look as unusual as strangers: with such examples nothing is called unusual. */
    private double energyMax(LinearHead head, int[] rows) {
        double[] energies = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            float[] logits = head.logits(fit.vector(rows[i]));
            LabelConfidence sure = Scores.label(logits, 0, logits.length, true, head.calibration());
            energies[i] = sure.energy();
        }
        for (boolean[] labels : held) {
            if (rarest(labels, new int[names.size()]) == names.size()) {
                return Double.POSITIVE_INFINITY;
            }
        }
        Arrays.sort(energies);
        return energies[Math.min(rows.length - 1, (int) Math.ceil(rows.length * (1 - FALSE_ALARMS)))];
    }

    private HeadReport report(LinearHead head, HeadFit.Split split, double penalty) {
        int count = names.size();
        int[] right = new int[count];
        int[] said = new int[count];
        int[] are = new int[count];
        double[] surer = new double[BINS];
        int whole = 0;
        for (int row : split.rest()) {
            float[] scores = scores(head, row);
            boolean all = true;
            for (int label = 0; label < count; label++) {
                boolean says = scores[label] >= head.calibration().holdsFrom();
                boolean is = held[row][label];
                all &= says == is;
                said[label] += says ? 1 : 0;
                are[label] += is ? 1 : 0;
                right[label] += says && is ? 1 : 0;
                surer[Math.min(BINS - 1, (int) (scores[label] * BINS))] += scores[label] - (is ? 1 : 0);
            }
            whole += all ? 1 : 0;
        }
        List<HeadReport.OfLabel> each = new ArrayList<>();
        for (int label = 0; label < count; label++) {
            each.add(new HeadReport.OfLabel(
                    names.get(label),
                    said[label] == 0 ? 0 : right[label] / (double) said[label],
                    are[label] == 0 ? 0 : right[label] / (double) are[label],
                    are[label]));
        }
        double heldOut = split.rest().length;
        return new HeadReport(
                split.most().length,
                split.rest().length,
                whole / heldOut,
                new Labels().loss(head, split.rest(), head.calibration().temperature(), 0),
                Arrays.stream(surer).map(Math::abs).sum() / heldOut / count,
                penalty,
                head.calibration().temperature(),
                each);
    }
}
