package dev.edgewise.cache.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.edgewise.cache.key.CacheKey;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GhostsTest {
    private static final int BYTES = 2_048;
    private static final long FOREVER = Long.MAX_VALUE / 2;

    private final Random random = new Random(9);
    private long asked;

    /** Keys spread as digests are. */
    private static CacheKey key(int number) {
        Random bits = new Random(number);
        return new CacheKey(bits.nextLong(), bits.nextLong(), bits.nextLong(), bits.nextLong());
    }

    private boolean ask(Ghosts ghosts, CacheKey key, long nowNanos, long endsNanos) {
        asked++;
        boolean sees = ghosts.sees(key);
        if (sees) {
            ghosts.asked(key, nowNanos, asked);
            ghosts.stored(key, BYTES, 0, endsNanos);
        }
        return sees;
    }

    @Test
    void a_sample_of_the_keys_tells_the_hit_ratios_of_stores_of_all_sizes() {
        long bytesMax = 16L << 20;
        var ghosts = new Ghosts(bytesMax);
        List<Cache<CacheKey, Boolean>> stores = Ghosts.MULTIPLES.stream()
                .map(multiple -> Caffeine.newBuilder()
                        .maximumWeight((long) (multiple * bytesMax))
                        .<CacheKey, Boolean>weigher((key, held) -> BYTES)
                        .executor(Runnable::run)
                        .<CacheKey, Boolean>build())
                .toList();
        long[] hits = new long[stores.size()];
        int lookups = 150_000;
        for (int i = 0; i < lookups; i++) {
            // Some are asked for often, most seldom.
            CacheKey key = key((int) Math.pow(60_000, random.nextDouble()));
            ask(ghosts, key, 0, FOREVER);
            for (int s = 0; s < hits.length; s++) {
                hits[s] += stores.get(s).getIfPresent(key) != null ? 1 : 0;
                stores.get(s).put(key, true);
            }
        }

        List<Double> curve = ghosts.curve(asked);
        for (int s = 0; s < hits.length; s++) {
            assertThat(curve.get(s)).isCloseTo((double) hits[s] / lookups, within(0.04));
        }
        assertThat(curve.getLast()).isGreaterThan(curve.getFirst() + 0.1);
        assertThat(ghosts.held()).isLessThan(16_000);
    }

    @Test
    void only_the_part_of_the_keys_is_looked_at() {
        var ghosts = new Ghosts(256L << 20);
        int seen = 0;
        for (int i = 0; i < 64_000; i++) {
            seen += ghosts.sees(key(i)) ? 1 : 0;
        }
        assertThat(seen).isBetween(400, 600);
    }

    @Test
    void what_has_ended_is_no_hit() {
        var ghosts = new Ghosts(1 << 20);
        for (int i = 0; i < 1_000; i++) {
            ask(ghosts, key(1), 100L * i, 100L * i + 50);
        }
        assertThat(ghosts.curve(asked)).containsOnly(0.0);
    }

    @Test
    void little_seen_tells_nothing() {
        var ghosts = new Ghosts(1 << 20);
        ask(ghosts, key(1), 0, FOREVER);
        assertThat(ghosts.curve(asked)).isEmpty();
    }
}
