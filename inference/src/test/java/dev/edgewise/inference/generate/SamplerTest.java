package dev.edgewise.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.inference.Sampling;
import java.util.Arrays;
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
        Sampler sampler = new Sampler(sampling, new SplittableRandom(42), new Candidates(logits.length));
        int[] times = new int[logits.length];
        int best = LogitStats.of(logits).best();
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
        assertThat(new Sampler(Sampling.greedy(), new SplittableRandom(1), new Candidates(5))
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
        candidates.fill(logits, -5);
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
    void statistics_are_those_of_the_softmax() {
        LogitStats stats = LogitStats.of(LOGITS);
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
