package dev.edgewise.inference.calibrate;

import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.score.Scores;
import java.util.Arrays;

/**
 * Fits a temperature (see {@link Temperature}) and the bound beyond which an input is called unknown: that of the energy, by
 * Liu, Wang, Owens and Li, "Energy-based Out-of-distribution Detection", NeurIPS 2020. A model whose graph gives scores
 * already has no energy; there it is the top score, by Hendrycks and Gimpel, ICLR 2017. The same inputs give the same
 * calibration. One thread.
 */
public final class Calibrator {
    /** Fewer inputs tell nothing of either half. */
    public static final int INPUTS_MIN = 20;

    /** What a logit may be off when it is read back: an input exactly at the bound stays known. A score moves a quarter. */
    private static final double ROUNDING = 0.002;

    private final Skill.Labels skill;
    private final KnownLogits known;
    private final double falseAlarms;

    /**
     * A fit.
     *
     * @param known at least {@link #INPUTS_MIN} inputs
     * @param falseAlarms share of inputs like these that may be called unknown, 0 to 1
     */
    public Calibrator(Skill.Labels skill, KnownLogits known, double falseAlarms) {
        if (known.size() < INPUTS_MIN) {
            throw new IllegalArgumentException(known.size() + " inputs are fewer than " + INPUTS_MIN);
        }
        this.skill = skill;
        this.known = known;
        this.falseAlarms = falseAlarms;
    }

    /** A calibration and what it is worth. */
    public record Fitted(Calibration calibration, CalibrationReport report) {}

    /** @param strangers inputs that are none of the labels, perhaps none: they are judged, not learned from */
    public Fitted fit(KnownLogits strangers) {
        boolean[] half = known.half();
        int[] one = known.where(half, false);
        int[] other = known.where(half, true);
        double ofOne = Temperature.fit(known, one);
        double ofOther = Temperature.fit(known, other);
        double before = Temperature.loss(known, all(known), 1, 0);
        double after = (Temperature.loss(known, one, ofOther, 0) * one.length
                        + Temperature.loss(known, other, ofOne, 0) * other.length)
                / known.size();
        // What does not hold for the other half is chance: better the model's own scores.
        boolean gains = after < before;
        double temperature = gains ? Temperature.fit(known, all(known)) : 1;
        var errorBefore = new Reliability();
        var errorAfter = new Reliability();
        int right = judge(all(known), 1, errorBefore);
        judge(one, gains ? ofOther : 1, errorAfter);
        judge(other, gains ? ofOne : 1, errorAfter);
        Calibration calibration = bounded(temperature);
        int decisions = skill.several() ? known.size() * skill.labels().size() : known.size();
        return new Fitted(
                calibration,
                new CalibrationReport(
                        known.size(),
                        right / (double) decisions,
                        errorBefore.error(),
                        errorAfter.error(),
                        before,
                        gains ? after : before,
                        unknown(known, calibration),
                        strangers.size(),
                        unknown(strangers, calibration)));
    }

    private static int[] all(KnownLogits logits) {
        int[] rows = new int[logits.size()];
        Arrays.setAll(rows, i -> i);
        return rows;
    }

    /** Counts right decisions. */
    private int judge(int[] rows, double temperature, Reliability reliability) {
        Calibration by = scaled(temperature);
        int right = 0;
        for (int row : rows) {
            float[] scores = scores(known, row);
            Scores.label(scores, 0, scores.length, skill.several(), by);
            if (skill.several()) {
                for (int label = 0; label < scores.length; label++) {
                    reliability.add(scores[label], known.holds(row, label));
                    right += scores[label] >= by.holdsFrom() == known.holds(row, label) ? 1 : 0;
                }
            } else {
                int best = 0;
                for (int label = 1; label < scores.length; label++) {
                    best = scores[label] > scores[best] ? label : best;
                }
                reliability.add(scores[best], known.holds(row, best));
                right += known.holds(row, best) ? 1 : 0;
            }
        }
        return right;
    }

    private Calibration scaled(double temperature) {
        return new Calibration(temperature, 0, Double.POSITIVE_INFINITY)
                .holdingFrom(skill.calibration().holdsFrom());
    }

    private Calibration bounded(double temperature) {
        Calibration scaled = scaled(temperature);
        boolean scoresOnly = skill.probabilities();
        double[] values = new double[known.size()];
        for (int row = 0; row < values.length; row++) {
            LabelConfidence sure = confidence(known, row, scaled);
            values[row] = scoresOnly ? -sure.top() : sure.energy();
        }
        Arrays.sort(values);
        // The largest value that the allowed share lies above.
        double bound =
                values[Math.clamp((long) Math.ceil(values.length * (1 - falseAlarms)) - 1, 0, values.length - 1)];
        return scoresOnly
                ? new Calibration(
                        temperature,
                        Math.clamp(-bound - ROUNDING / 4, 0, 1),
                        Double.POSITIVE_INFINITY,
                        scaled.holdsFrom(),
                        true)
                : new Calibration(temperature, 0, bound + ROUNDING, scaled.holdsFrom(), true);
    }

    private double unknown(KnownLogits logits, Calibration by) {
        int unknown = 0;
        for (int row = 0; row < logits.size(); row++) {
            unknown += confidence(logits, row, by).unknown() ? 1 : 0;
        }
        return logits.size() == 0 ? 0 : unknown / (double) logits.size();
    }

    private LabelConfidence confidence(KnownLogits logits, int row, Calibration by) {
        float[] scores = scores(logits, row);
        return Scores.label(scores, 0, scores.length, skill.several(), by);
    }

    private static float[] scores(KnownLogits logits, int row) {
        double[] values = logits.logits(row);
        float[] scores = new float[values.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) values[i];
        }
        return scores;
    }
}
