package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Sampling;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {1, 3, 2, 0, -1};

    private static int[] draws(Sampling sampling, float[] logits, IntPredicate allowed, int count) {
        Sampler sampler = new Sampler(sampling, new SplittableRandom(42), new Candidates(logits.length), new Weights());
        int[] times = new int[logits.length];
        int best = LogitStats.best(logits);
        for (int i = 0; i < count; i++) {
            times[sampler.choose(logits.clone(), best, allowed)]++;
        }
        return times;
    }

    private static Sampling with(double temperature, double topP, int topK, double minP) {
        return new Sampling(temperature, topP, topK, minP, 1, 0, 0, OptionalLong.empty(), Map.of());
    }

    @Test
    void without_temperature_the_likeliest_comes_always() {
        assertThat(draws(Sampling.greedy(), LOGITS, id -> true, 100)[1]).isEqualTo(100);
    }

    @Test
    void without_temperature_the_likeliest_allowed_comes() {
        assertThat(draws(Sampling.greedy(), LOGITS, id -> id != 1, 10)[2]).isEqualTo(10);
        assertThat(new Sampler(Sampling.greedy(), new SplittableRandom(1), new Candidates(5), new Weights())
                        .choose(LOGITS.clone(), 1, id -> false))
                .isEqualTo(-1);
    }

    @Test
    void tokens_come_as_often_as_the_softmax_says() {
        int count = 100_000;
        int[] times = draws(Sampling.of(1), LOGITS, id -> true, count);
        double sum = Arrays.stream(new double[] {1, 3, 2, 0, -1}).map(Math::exp).sum();
        for (int id = 0; id < LOGITS.length; id++) {
            assertThat(times[id] / (double) count).isCloseTo(Math.exp(LOGITS[id]) / sum, within(0.01));
        }
    }

    @Test
    void a_forbidden_token_leaves_the_others_as_they_are_to_each_other() {
        int[] times = draws(Sampling.of(1), LOGITS, id -> id != 1, 100_000);

        assertThat(times[1]).isZero();
        assertThat(times[2] / (double) times[0]).isCloseTo(Math.E, within(0.1));
    }

    @Test
    void top_k_top_p_and_min_p_cut_the_tail() {
        assertThat(draws(with(1, 1, 2, 0), LOGITS, id -> true, 1000))
                .containsExactly(0, times(1000, 1), times(1000, 2), 0, 0);
        // The likeliest has 0.64, the two likeliest 0.87.
        assertThat(alive(draws(with(1, 0.6, 0, 0), LOGITS, id -> true, 2000))).isEqualTo(1);
        assertThat(alive(draws(with(1, 0.8, 0, 0), LOGITS, id -> true, 2000))).isEqualTo(2);
        // Relative to the likeliest: 1, 0.37, 0.14, 0.05, 0.02.
        assertThat(alive(draws(with(1, 1, 0, 0.1), LOGITS, id -> true, 5000))).isEqualTo(3);
        assertThat(alive(draws(with(1, 0.999, 0, 0.1), LOGITS, id -> true, 5000)))
                .isEqualTo(3);
    }

    @Test
    void top_p_counts_against_what_top_k_and_min_p_leave() {
        // Of the two likeliest the first has 0.73, of all 0.64; of the three that min-p leaves it has 0.67.
        assertThat(alive(draws(with(1, 0.7, 2, 0), LOGITS, id -> true, 2000))).isEqualTo(1);
        assertThat(alive(draws(with(1, 0.75, 2, 0), LOGITS, id -> true, 2000))).isEqualTo(2);
        assertThat(alive(draws(with(1, 0.66, 0, 0.1), LOGITS, id -> true, 2000)))
                .isEqualTo(1);
        assertThat(alive(draws(with(1, 0.68, 0, 0.1), LOGITS, id -> true, 2000)))
                .isEqualTo(2);
        assertThat(alive(draws(with(1, 0.7, 2, 0), LOGITS, id -> id != 1, 2000)))
                .isEqualTo(1);
        assertThat(alive(draws(with(1, 0, 3, 0), LOGITS, id -> true, 2000))).isEqualTo(1);
    }

    private static int times(int count, int id) {
        return draws(with(1, 1, 2, 0), LOGITS, any -> true, count)[id];
    }

    private static long alive(int[] times) {
        return Arrays.stream(times).filter(count -> count > 0).count();
    }

    @Property
    void candidates_come_by_falling_logit(
            @ForAll @Size(min = 1, max = 50) float @FloatRange(min = -9, max = 9) [] logits) {
        Candidates candidates = new Candidates(logits.length);
        candidates.fill(logits, LogitStats.highest(logits, 0, logits.length), -5);
        float last = Float.POSITIVE_INFINITY;
        int count = 0;
        while (!candidates.isEmpty()) {
            float next = logits[candidates.next()];
            assertThat(next).isLessThanOrEqualTo(last).isGreaterThanOrEqualTo(-5);
            last = next;
            count++;
        }
        long expected = 0;
        for (float logit : logits) {
            expected += logit >= -5 ? 1 : 0;
        }
        assertThat(count).isEqualTo((int) expected);
    }

    @Test
    void candidates_far_below_the_likeliest_come_in_order_too_the_lowest_id_first_among_equals() {
        float[] logits = scattered(3000, -90, 30);
        logits[2000] = Float.NEGATIVE_INFINITY;
        Integer[] sorted = new Integer[logits.length];
        Arrays.setAll(sorted, id -> id);
        Arrays.sort(sorted, Comparator.comparingDouble(id -> -logits[id]));
        Candidates candidates = new Candidates(logits.length);

        candidates.fill(logits, 25, Float.NEGATIVE_INFINITY);

        for (int id : sorted) {
            assertThat(candidates.isEmpty()).isFalse();
            assertThat(candidates.next()).isEqualTo(id);
        }
        assertThat(candidates.isEmpty()).isTrue();
    }

    @Test
    void the_likeliest_is_the_lowest_id_among_equals_and_no_number_is_seen() {
        float[] logits = scattered(3000, -9, 0);
        logits[2100] = 1;
        logits[700] = 1;
        logits[2999] = 0.5f;

        assertThat(LogitStats.best(logits)).isEqualTo(700);
        assertThat(LogitStats.of(logits, new Weights()).logTotal()).isNotNaN();
        logits[1500] = Float.NaN;
        assertThat(LogitStats.of(logits, new Weights()).logTotal()).isNaN();
        assertThat(LogitStats.of(new float[] {Float.NaN, Float.NaN}, new Weights())
                        .logTotal())
                .isNaN();
    }

    @Test
    void weights_add_up_to_what_the_exponential_says() {
        float[] logits = scattered(5000, -30, 5);
        Weights weights = new Weights();
        weights.of(logits, 5, 0.5f);
        double sum = 0;
        double moment = 0;
        for (float logit : logits) {
            sum += Math.exp((logit - 5) * 0.5);
            moment += Math.exp((logit - 5) * 0.5) * (logit - 5) * 0.5;
        }

        assertThat(weights.sum()).isCloseTo(sum, within(1e-5 * sum));
        assertThat(weights.moment()).isCloseTo(moment, within(-1e-5 * moment));
    }

    @Test
    void each_place_in_the_row_of_weights_is_a_token_until_it_is_taken_out() {
        float[] logits = scattered(2500, -8, 0);
        Weights weights = new Weights();
        weights.of(logits, 0, 1);
        double[] times = new double[logits.length];
        int places = 1_000_000;
        double sum = weights.sum();
        for (int i = 0; i < places; i++) {
            times[weights.at((i + 0.5) / places * sum, -8)]++;
        }

        for (int id = 0; id < logits.length; id++) {
            assertThat(times[id] / places * sum).isCloseTo(Math.exp(logits[id]), within(0.003));
        }
        int likeliest = LogitStats.best(logits);
        weights.remove(likeliest);
        assertThat(sum - weights.sum()).isCloseTo(times[likeliest] / places * sum, within(0.003));
        for (int i = 0; i < 10_000; i++) {
            assertThat(weights.at(i / 1e4 * weights.sum(), -8)).isNotEqualTo(likeliest);
        }
    }

    /** Halves of whole numbers, so that some are equal. */
    private static float[] scattered(int count, int from, int to) {
        SplittableRandom random = new SplittableRandom(3);
        float[] logits = new float[count];
        for (int i = 0; i < count; i++) {
            logits[i] = random.nextInt(2 * from, 2 * to + 1) / 2f;
        }
        return logits;
    }

    @Test
    void statistics_are_those_of_the_softmax() {
        LogitStats stats = LogitStats.of(LOGITS, new Weights());
        double sum = 0;
        for (float logit : LOGITS) {
            sum += Math.exp(logit);
        }
        double entropy = 0;
        for (float logit : LOGITS) {
            double p = Math.exp(logit) / sum;
            entropy -= p * Math.log(p);
        }

        assertThat(stats.best()).isEqualTo(1);
        assertThat(stats.logprob(2)).isCloseTo(2 - Math.log(sum), within(1e-5));
        assertThat(stats.margin()).isCloseTo((Math.exp(3) - Math.exp(2)) / sum, within(1e-5));
        assertThat(stats.entropy()).isCloseTo(entropy, within(1e-5));
    }

    @Test
    void penalties_count_what_was_read_and_written() {
        Sampling sampling = new Sampling(0, 1, 0, 0, 2, 0.5, 0.25, OptionalLong.empty(), Map.of(4, 10.0));
        Penalties penalties = new Penalties(sampling, new int[] {0}, 5);
        penalties.wrote(2);
        penalties.wrote(2);
        float[] logits = LOGITS.clone();

        penalties.apply(logits);

        assertThat(logits).containsExactly(0.5f, 3, 1 - 1, 0, 9);
    }

    @Property
    void the_quick_exponential_is_close(@ForAll @FloatRange(min = -39, max = 0) float x) {
        assertThat((double) Exponential.of(x)).isCloseTo(Math.exp(x), within(3e-6 * Math.exp(x) + 1e-18));
    }
}
