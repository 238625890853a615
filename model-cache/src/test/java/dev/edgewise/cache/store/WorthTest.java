package dev.edgewise.cache.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorthTest {
    @Test
    void what_costs_more_a_byte_than_usual_counts_more_and_never_less() {
        var worth = new Worth();
        for (int i = 0; i < 100; i++) {
            assertThat(worth.extraUses(1_000, 2_000)).isZero();
        }
        assertThat(worth.extraUses(4_100, 2_000)).isEqualTo(2);
        assertThat(worth.extraUses(1_000, 200_000)).isZero();
        assertThat(worth.extraUses(Long.MAX_VALUE, 1)).isEqualTo(Worth.EXTRA_MAX);
        assertThat(worth.extraUses(0, 2_000)).isZero();
    }

    /** Answers asked for by a power law, whose cost for a byte varies: what share of all cost is saved. */
    @Test
    void with_it_hits_save_more_than_without() {
        double plain = saved(false);
        double counted = saved(true);
        System.out.printf("cost saved: %.3f without, %.3f with%n", plain, counted);
        assertThat(counted).isGreaterThan(plain + 0.01);
    }

    private static double saved(boolean counts) {
        int answers = 20_000;
        var random = new Random(4);
        int[] bytes = new int[answers];
        long[] makeMs = new long[answers];
        long all = 0;
        for (int i = 0; i < answers; i++) {
            bytes[i] = (int) (1_024 + Math.exp(7 + random.nextGaussian()));
            makeMs[i] = (long) (200 + (bytes[i] - 1_024) * 2.5 * Math.exp(1.5 * random.nextGaussian()));
            all += bytes[i];
        }
        Cache<Integer, Integer> cache = Caffeine.newBuilder()
                .maximumWeight(all / 20)
                .<Integer, Integer>weigher((key, size) -> size)
                .executor(Runnable::run)
                .build();
        var worth = new Worth();
        double total = 0;
        double spared = 0;
        for (int i = 0; i < 200_000; i++) {
            // The rarer half of the keys is asked for in a tenth of all lookups.
            int key = (int) (Math.pow(answers, random.nextDouble()) - 1);
            total += makeMs[key];
            if (cache.getIfPresent(key) != null) {
                spared += makeMs[key];
                continue;
            }
            cache.put(key, bytes[key]);
            int extra = counts ? worth.extraUses(makeMs[key], bytes[key]) : 0;
            Worth.count(cache, key, extra);
        }
        return spared / total;
    }
}
