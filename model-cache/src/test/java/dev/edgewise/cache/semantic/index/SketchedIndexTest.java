package dev.edgewise.cache.semantic.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.edgewise.cache.semantic.index.VectorIndex.Inserted;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index that chooses by sketches what it looks at, from the first vector on. */
class SketchedIndexTest {
    private static final int DIMENSIONS = 384;
    private static final float FLOOR = 0.3f;

    private final Random random = new Random(11);
    private final MemoryBudget budget = new MemoryBudget(64 << 20);
    private final FlatIndex<Integer> index = new FlatIndex<>(DIMENSIONS, budget, 0);

    @AfterEach
    void all_memory_comes_back() {
        index.close();
        assertThat(budget.taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 17, 300, 5_000})
    void finds_the_neighbours_of_a_scan_in_full_with_their_cosines(int count) {
        List<float[]> vectors = Vectors.bundled(count, DIMENSIONS, 8, random);
        insert(vectors);
        for (int asked = 0; asked < 40; asked++) {
            float[] query = vectors.get(random.nextInt(count)).clone();
            query[asked] += 2;

            List<Neighbour<Integer>> near = index.nearest(query, 8, FLOOR);

            List<Integer> expected = Vectors.nearest(vectors, query, 8).stream()
                    .filter(key -> Vectors.cosine(vectors.get(key), query) >= FLOOR)
                    .toList();
            assertThat(near).extracting(Neighbour::key).isEqualTo(expected);
            assertThat(near)
                    .allSatisfy(each -> assertThat((double) each.cosine())
                            .isCloseTo(Vectors.cosine(vectors.get(each.key()), query), within(1e-6)));
        }
    }

    /** Most embedders of many languages: whatever is asked, every cosine is high. */
    @Test
    void finds_nearly_all_where_every_vector_points_nearly_the_same_way() {
        List<float[]> vectors = Vectors.bundled(4_000, DIMENSIONS, 8, random);
        float[] common = Vectors.gaussian(DIMENSIONS, random);
        for (float[] vector : vectors) {
            for (int d = 0; d < DIMENSIONS; d++) {
                vector[d] += 2 * common[d];
            }
        }
        insert(vectors);
        long found = 0;
        int firsts = 0;
        for (int asked = 0; asked < 100; asked++) {
            float[] query = vectors.get(random.nextInt(vectors.size())).clone();
            query[asked] += 2;
            List<Integer> expected = Vectors.nearest(vectors, query, 8);
            Set<Integer> keys = new HashSet<>();
            index.nearest(query, 8, FLOOR).forEach(each -> keys.add(each.key()));
            firsts += keys.contains(expected.getFirst()) ? 1 : 0;
            found += expected.stream().filter(keys::contains).count();
        }
        assertThat(firsts).isEqualTo(100);
        assertThat(found).isGreaterThan(790);
    }

    @Test
    void thousands_of_the_same_vector_are_no_more_than_others_and_hide_no_nearer_one() {
        float[] one = Vectors.gaussian(DIMENSIONS, random);
        float[] near = Vectors.gaussian(DIMENSIONS, random);
        for (int d = 0; d < DIMENSIONS; d++) {
            near[d] = one[d] + 0.2f * near[d];
        }
        for (int i = 0; i < 3_000; i++) {
            index.insert(i, near);
        }
        index.insert(3_000, one);

        List<Neighbour<Integer>> found = index.nearest(one, 8, FLOOR);

        assertThat(found).hasSize(8);
        assertThat(found.getFirst().key()).isEqualTo(3_000);
    }

    @Test
    void follows_inserts_replacements_and_deletes_over_several_blocks() {
        Map<Integer, float[]> kept = new HashMap<>();
        for (int round = 0; round < 12_000; round++) {
            int key = random.nextInt(4_000);
            // More comes than goes, then the other way round.
            if (random.nextInt(10) < (round < 7_000 ? 8 : 2)) {
                float[] vector = Vectors.gaussian(DIMENSIONS, random);
                Inserted expected = kept.put(key, vector) == null ? Inserted.NEW : Inserted.REPLACED;
                assertThat(index.insert(key, vector)).isEqualTo(expected);
            } else {
                assertThat(index.delete(key)).isEqualTo(kept.remove(key) != null);
            }
            if (round % 20 == 0) {
                float[] asked = kept.get(key);
                assertThat(index.nearest(asked == null ? Vectors.gaussian(DIMENSIONS, random) : asked, 8, 0.5f))
                        .extracting(Neighbour::key)
                        .isEqualTo(asked == null ? List.of() : List.of(key));
            }
        }
        for (Integer key : List.copyOf(kept.keySet())) {
            assertThat(index.delete(key)).isTrue();
        }
        assertThat(index.nearest(Vectors.gaussian(DIMENSIONS, random), 8, -1)).isEmpty();
    }

    @Test
    void a_hundred_neighbours_are_chosen_from_more() {
        List<float[]> vectors = Vectors.bundled(3_000, DIMENSIONS, 100, random);
        insert(vectors);

        List<Neighbour<Integer>> near = index.nearest(vectors.get(250), 100, FLOOR);

        assertThat(near).hasSize(100).allMatch(each -> each.key() / 100 == 2);
    }

    @Test
    void a_search_takes_no_more_memory_where_more_is_stored() {
        insert(Vectors.bundled(2_000, DIMENSIONS, 8, random));
        float[] asked = Vectors.gaussian(DIMENSIONS, random);
        long ofFew = bytesOfASearch(asked);
        List<float[]> more = Vectors.bundled(14_000, DIMENSIONS, 8, random);
        for (int i = 0; i < more.size(); i++) {
            index.insert(2_000 + i, more.get(i));
        }

        assertThat(index.size()).isEqualTo(16_000);
        assertThat(bytesOfASearch(asked)).isBetween(1L, ofFew + 512).isLessThan(16_384);
    }

    /** The least of some: once it is compiled, a search allocates only what it must. */
    private long bytesOfASearch(float[] asked) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            index.nearest(asked, 8, FLOOR);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 31, 33, 1024})
    void takes_vectors_of_any_length(int dimensions) {
        try (FlatIndex<Integer> other = new FlatIndex<>(dimensions, budget, 0)) {
            List<float[]> vectors = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                vectors.add(Vectors.gaussian(dimensions, random));
                other.insert(i, vectors.get(i));
            }
            float[] query = Vectors.gaussian(dimensions, random);

            Neighbour<Integer> first = other.nearest(query, 1, -1).getFirst();

            double best = Vectors.cosine(
                    vectors.get(Vectors.nearest(vectors, query, 1).getFirst()), query);
            assertThat((double) first.cosine()).isCloseTo(best, within(1e-6));
        }
    }

    private void insert(List<float[]> vectors) {
        for (int i = 0; i < vectors.size(); i++) {
            index.insert(i, vectors.get(i));
        }
    }
}
