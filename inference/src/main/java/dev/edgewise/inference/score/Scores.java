package dev.edgewise.inference.score;

import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.catalog.Calibration;

/** Softmax, sigmoid and confidence. Pure. */
public final class Scores {
    /** A label that is nearer to where it begins to hold than this could go either way. */
    private static final double UNDECIDED_MARGIN = 0.1;

    private Scores() {}

    /** A logit as a score from 0 to 1. */
    public static double sigmoid(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    /**
     * Makes scores of the logits of one input, in their place.
     *
     * @param values logits of all inputs, one after another
     * @param from the input's first
     * @param count how many labels
     * @param several whether more than one label may hold at once
     * @return how sure they are
     */
    public static LabelConfidence label(float[] values, int from, int count, boolean several, Calibration by) {
        return several ? each(values, from, count, by) : one(values, from, count, by);
    }

    /** How sure scores are whose logits are not known: their energy is taken of their logarithms, and so 0. */
    public static LabelConfidence ofProbabilities(
            float[] values, int from, int count, boolean several, Calibration by) {
        for (int i = from; i < from + count; i++) {
            double p = Math.clamp(values[i], 1e-7, 1 - 1e-7);
            values[i] = (float) (several ? Math.log(p / (1 - p)) : Math.log(p));
        }
        return label(values, from, count, several, by);
    }

    private static LabelConfidence one(float[] values, int from, int count, Calibration by) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, values[i] / by.temperature());
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(values[i] / by.temperature() - largest);
        }
        double top = 0;
        double next = 0;
        for (int i = from; i < from + count; i++) {
            double score = Math.exp(values[i] / by.temperature() - largest) / sum;
            values[i] = (float) score;
            if (score > top) {
                next = top;
                top = score;
            } else {
                next = Math.max(next, score);
            }
        }
        double energy = -by.temperature() * (largest + Math.log(sum));
        return new LabelConfidence(
                top, top - next, energy, top < by.unknownBelow() || energy > by.energyMax(), by.measured());
    }

    /** How far a score is from where the label begins to hold, 1 at either end. */
    private static double distance(double score, double holdsFrom) {
        return score >= holdsFrom ? (score - holdsFrom) / (1 - holdsFrom) : (holdsFrom - score) / holdsFrom;
    }

    private static LabelConfidence each(float[] values, int from, int count, Calibration by) {
        double top = 0;
        double margin = 1;
        double energy = 0;
        for (int i = from; i < from + count; i++) {
            double logit = values[i] / by.temperature();
            double score = sigmoid(logit);
            values[i] = (float) score;
            top = Math.max(top, score);
            margin = Math.min(margin, distance(score, by.holdsFrom()));
            // log(1 + e^x), kept from overflowing.
            energy -= by.temperature() * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))));
        }
        return new LabelConfidence(
                top, margin, energy, margin < UNDECIDED_MARGIN || energy > by.energyMax(), by.measured());
    }
}
