package dev.edgewise.inference.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Classified;
import dev.edgewise.inference.LabelConfidence;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.catalog.Calibration;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.score.Scores;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Models that are known to be too sure, or not sure enough, by a factor. */
class CalibratorTest {
    private static final Skill.Labels THREE =
            new Skill.Classification(List.of("a", "b", "c"), false, 9, 9, 1, Calibration.NONE);
    private static final Skill.Labels SEVERAL =
            new Skill.Classification(List.of("a", "b", "c"), true, 9, 9, 1, Calibration.NONE);

    /** Labels are drawn by the logits' own probabilities; the model says them {@code factor} times as sharp. */
    private static KnownLogits drawn(boolean several, int count, double factor) {
        var random = new Random(5);
        var known = new KnownLogits(several);
        for (int i = 0; i < count; i++) {
            double[] logits = {random.nextGaussian() * 2, random.nextGaussian() * 2, random.nextGaussian() * 2};
            var labels = new BitSet();
            if (several) {
                for (int label = 0; label < 3; label++) {
                    labels.set(label, random.nextDouble() < Scores.sigmoid(logits[label]));
                }
            } else {
                double left = random.nextDouble() * Math.exp(Temperature.logSum(logits, 1));
                int label = 0;
                while (label < 2 && (left -= Math.exp(logits[label])) > 0) {
                    label++;
                }
                labels.set(label);
            }
            for (int label = 0; label < 3; label++) {
                logits[label] *= factor;
            }
            known.add(logits, labels);
        }
        return known;
    }

    @Test
    void the_factor_by_which_a_model_is_too_sure_is_found_and_its_error_goes() {
        for (boolean several : new boolean[] {false, true}) {
            Skill.Labels skill = several ? SEVERAL : THREE;
            for (double factor : new double[] {0.4, 3}) {
                var fitted = new Calibrator(skill, drawn(several, 4_000, factor), 0.02).fit(new KnownLogits(several));

                assertThat(fitted.calibration().temperature()).isCloseTo(factor, within(factor * 0.1));
                assertThat(fitted.calibration().measured()).isTrue();
                assertThat(fitted.report().errorBefore()).isGreaterThan(0.08);
                assertThat(fitted.report().errorAfter()).isLessThan(0.03);
                assertThat(fitted.report().lossAfter())
                        .isLessThan(fitted.report().lossBefore());
            }
        }
    }

    @Test
    void a_model_that_is_as_sure_as_it_may_be_stays_as_it_is() {
        var fitted = new Calibrator(THREE, drawn(false, 4_000, 1), 0.02).fit(new KnownLogits(false));

        assertThat(fitted.calibration().temperature()).isCloseTo(1, within(0.1));
        assertThat(fitted.report().errorAfter()).isLessThan(0.03);
    }

    @Test
    void the_bound_of_the_energy_calls_the_allowed_share_unknown_and_inputs_that_say_nothing_too() {
        var known = new KnownLogits(false);
        var random = new Random(8);
        for (int i = 0; i < 1_000; i++) {
            var label = new BitSet();
            label.set(i % 3);
            double[] logits = new double[3];
            logits[i % 3] = 8 + random.nextGaussian();
            known.add(logits, label);
        }
        var strangers = new KnownLogits(false);
        for (int i = 0; i < 200; i++) {
            strangers.add(
                    new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()}, new BitSet());
        }

        var fitted = new Calibrator(THREE, known, 0.02).fit(strangers);

        assertThat(fitted.report().knownCalledUnknown()).isBetween(0.005, 0.02);
        assertThat(fitted.report().strangersFound()).isGreaterThan(0.95);
        assertThat(fitted.report().strangers()).isEqualTo(200);
        assertThat(fitted.report().accuracy()).isEqualTo(1);
    }

    @Test
    void logits_are_read_back_from_scores_that_would_be_nothing_but_ones_and_zeros() {
        for (boolean several : new boolean[] {false, true}) {
            float[] logits = {31.25f, -18.5f, 3.75f, -0.125f};
            float[] scores = logits.clone();
            LabelConfidence sure = Scores.label(scores, 0, 4, several, KnownLogits.READING);
            var known = new KnownLogits(several);

            known.add(
                    new Classified(List.of("a", "b", "c", "d"), several, 0.5, scores, List.of(sure), new Usage(0, 0)),
                    0,
                    new BitSet());

            for (int label = 0; label < 4; label++) {
                assertThat(known.logits(0)[label]).isCloseTo(logits[label], within(1e-3));
            }
        }
    }

    @Test
    void too_few_inputs_are_refused() {
        assertThatThrownBy(() -> new Calibrator(THREE, drawn(false, 19, 1), 0.02))
                .hasMessage("19 inputs are fewer than 20");
    }
}
