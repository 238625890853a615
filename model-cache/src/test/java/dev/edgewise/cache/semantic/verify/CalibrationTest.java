package dev.edgewise.cache.semantic.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static double[] falling(int count) {
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            scores[i] = count - i;
        }
        return scores;
    }

    private static boolean[] rightBut(int count, int... wrong) {
        boolean[] right = new boolean[count];
        Arrays.fill(right, true);
        Arrays.stream(wrong).forEach(i -> right[i] = false);
        return right;
    }

    @Test
    void the_threshold_falls_until_one_more_wrong_answer_would_break_the_bound() {
        // As counted: 1 % of 200 allows two wrong answers; the third is at place 150.
        var threshold = (Threshold.At) Calibration.of(falling(200), rightBut(200, 50, 100, 150, 180), 0.01, 0.5);

        assertThat(threshold.served().hits()).isEqualTo(150);
        assertThat(threshold.wrong()).isEqualTo(new Proportion(2, 200));
        assertThat(threshold.score()).isEqualTo(51);
    }

    @Test
    void a_promise_needs_the_upper_end_below_the_bound() {
        var threshold = (Threshold.At) Calibration.of(
                falling(1000), rightBut(1000, 100, 300, 500, 600, 700, 800), 0.01, Calibration.CONFIDENCE);

        assertThat(threshold.wrong().upper(Calibration.CONFIDENCE)).isLessThanOrEqualTo(0.01);
        assertThat(new Proportion(threshold.wrong().hits() + 1, 1000).upper(Calibration.CONFIDENCE))
                .isGreaterThan(0.01);
    }

    @Test
    void too_few_questions_promise_nothing_and_it_is_said_how_many_it_takes() {
        Threshold thin = Calibration.of(falling(229), rightBut(229), 0.01, Calibration.CONFIDENCE);

        assertThat(thin).isEqualTo(new Threshold.CannotPromise(229, 230));
        assertThat(Calibration.of(falling(230), rightBut(230), 0.01, Calibration.CONFIDENCE))
                .isInstanceOf(Threshold.At.class);
        assertThat(Calibration.of(new double[0], new boolean[0], 0.01, Calibration.CONFIDENCE))
                .isInstanceOf(Threshold.CannotPromise.class);
    }

    @Test
    void questions_without_a_candidate_count_as_asked_and_are_never_served() {
        double[] scores = falling(400);
        Arrays.fill(scores, 300, 400, Double.NEGATIVE_INFINITY);

        var threshold = (Threshold.At) Calibration.of(scores, rightBut(400), 0.01, Calibration.CONFIDENCE);

        assertThat(threshold.served()).isEqualTo(new Proportion(300, 400));
    }

    @Test
    void equal_scores_are_served_together_or_not_at_all() {
        double[] scores = new double[300];
        Threshold.At all = (Threshold.At) Calibration.of(scores, rightBut(300), 0.01, Calibration.CONFIDENCE);
        assertThat(all.served().hits()).isEqualTo(300);

        Threshold none = Calibration.of(scores, rightBut(300, 1, 2, 3, 4), 0.01, Calibration.CONFIDENCE);
        assertThat(none).isInstanceOf(Threshold.CannotPromise.class);
    }

    @Test
    void the_promise_is_kept_in_nine_of_ten_worlds_at_least() {
        Random random = new Random(7);
        int broken = 0;
        int worlds = 400;
        for (int world = 0; world < worlds; world++) {
            int count = 2000;
            double[] scores = random.doubles(count).toArray();
            boolean[] right = new boolean[count];
            for (int i = 0; i < count; i++) {
                // The lower the score, the likelier a wrong answer: at score s one of (1 − s) × 10 %.
                right[i] = random.nextDouble() > (1 - scores[i]) * 0.1;
            }
            if (Calibration.of(scores, right, 0.01, Calibration.CONFIDENCE) instanceof Threshold.At at) {
                double reach = 1 - at.score();
                broken += 0.1 * reach * reach / 2 > 0.01 ? 1 : 0;
            }
        }
        assertThat(broken).isLessThanOrEqualTo(worlds / 10 + 12);
    }

    @Test
    void questions_about_one_thing_weigh_less_where_they_are_wrong_together() {
        int count = 1000;
        double[] scores = falling(count);
        boolean[] right = new boolean[count];
        int[] alone = new int[count];
        int[] five = new int[count];
        for (int i = 0; i < count; i++) {
            right[i] = i / 5 % 20 != 7;
            alone[i] = i;
            five[i] = i / 5;
        }

        assertThat(Calibration.effect(scores, right, alone)).isEqualTo(1);
        assertThat(Calibration.effect(scores, right, five)).isBetween(4.5, 5.5);
        assertThat(Calibration.effect(new double[0], new boolean[0], new int[0]))
                .isEqualTo(1);
    }
}
