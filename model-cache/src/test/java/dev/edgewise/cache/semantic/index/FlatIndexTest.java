package dev.edgewise.cache.semantic.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.edgewise.cache.semantic.index.VectorIndex.Inserted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlatIndexTest {
    private static final float ANY = -1;

    private final Random random = new Random(7);
    private final MemoryBudget budget = new MemoryBudget(64 << 20);
    /** Looks at every vector, however many there are: {@link SketchedIndexTest} is of the one that chooses. */
    private final FlatIndex<Integer> index = new FlatIndex<>(DIMENSIONS, budget, Integer.MAX_VALUE);

    private static final int DIMENSIONS = 384;

    @AfterEach
    void all_memory_comes_back() {
        index.close();
        assertThat(budget.taken()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true, 3000", "false, 3000", "true, 17", "false, 256"})
    void finds_exactly_the_ten_nearest(boolean bundled, int count) {
        List<float[]> vectors =
                bundled ? Vectors.bundled(count, DIMENSIONS, 25, random) : Vectors.spread(count, DIMENSIONS, random);
        for (int i = 0; i < count; i++) {
            assertThat(index.insert(i, vectors.get(i))).isEqualTo(Inserted.NEW);
        }

        for (int asked = 0; asked < 40; asked++) {
            float[] query = bundled ? vectors.get(random.nextInt(count)).clone() : Vectors.gaussian(DIMENSIONS, random);
            query[asked] += 0.5f;
            assertThat(keys(index.nearest(query, 10, ANY))).isEqualTo(Vectors.nearest(vectors, query, 10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 383, 1024})
    void takes_vectors_of_any_length(int dimensions) {
        try (FlatIndex<Integer> other = new FlatIndex<>(dimensions, budget)) {
            List<float[]> vectors = Vectors.spread(300, dimensions, random);
            for (int i = 0; i < vectors.size(); i++) {
                other.insert(i, vectors.get(i));
            }
            float[] query = Vectors.gaussian(dimensions, random);

            Neighbour<Integer> first = other.nearest(query, 1, ANY).getFirst();

            double best = Vectors.cosine(
                    vectors.get(Vectors.nearest(vectors, query, 1).getFirst()), query);
            assertThat((double) first.cosine()).isCloseTo(best, within(1e-6));
        }
    }

    @Test
    void cosines_are_those_of_the_full_vectors() {
        List<float[]> vectors = Vectors.bundled(500, DIMENSIONS, 50, random);
        for (int i = 0; i < vectors.size(); i++) {
            index.insert(i, vectors.get(i));
        }
        float[] query = vectors.get(123);

        for (Neighbour<Integer> each : index.nearest(query, 50, ANY)) {
            assertThat((double) each.cosine()).isCloseTo(Vectors.cosine(query, vectors.get(each.key())), within(1e-6));
        }
    }

    @Test
    void nothing_below_the_floor_is_a_neighbour() {
        List<float[]> vectors = Vectors.bundled(1000, DIMENSIONS, 20, random);
        for (int i = 0; i < vectors.size(); i++) {
            index.insert(i, vectors.get(i));
        }

        List<Neighbour<Integer>> near = index.nearest(vectors.get(500), 100, 0.8f);

        assertThat(near).hasSize(20).allMatch(each -> each.cosine() >= 0.8f);
        assertThat(index.nearest(Vectors.gaussian(DIMENSIONS, random), 10, 0.8f))
                .isEmpty();
    }

    @Test
    void many_that_are_all_alike_are_still_found_exactly() {
        float[] one = Vectors.gaussian(DIMENSIONS, random);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            float[] near = one.clone();
            near[i % DIMENSIONS] += 0.0005f * (1 + i);
            vectors.add(near);
            index.insert(i, near);
        }

        double tenth =
                Vectors.cosine(vectors.get(Vectors.nearest(vectors, one, 10).getLast()), one);
        assertThat(index.nearest(one, 10, ANY)).hasSize(10).allMatch(each -> each.cosine() > tenth - 1e-6);
    }

    @Test
    void follows_inserts_replacements_and_deletes_down_to_nothing() {
        Map<Integer, float[]> kept = new HashMap<>();
        for (int round = 0; round < 6000; round++) {
            int key = random.nextInt(900);
            // More comes than goes, then the other way round.
            if (random.nextInt(10) < (round < 3000 ? 8 : 2)) {
                float[] vector = Vectors.gaussian(DIMENSIONS, random);
                Inserted expected = kept.put(key, vector) == null ? Inserted.NEW : Inserted.REPLACED;
                assertThat(index.insert(key, vector)).isEqualTo(expected);
            } else {
                assertThat(index.delete(key)).isEqualTo(kept.remove(key) != null);
            }
            if (round % 200 == 0) {
                check(kept);
            }
        }
        long most = index.bytes();
        for (Integer key : List.copyOf(kept.keySet())) {
            index.delete(key);
            kept.remove(key);
        }
        check(kept);
        assertThat(index.bytes()).isLessThanOrEqualTo(Math.min(most, Block.bytes(256, DIMENSIONS)));
    }

    @Test
    void over_several_blocks_deletes_give_back_memory_and_lose_nothing() {
        Map<Integer, float[]> kept = new HashMap<>();
        for (int key = 0; key < 3000; key++) {
            kept.put(key, Vectors.gaussian(DIMENSIONS, random));
            index.insert(key, kept.get(key));
        }
        long most = index.bytes();
        List<Integer> keys = new ArrayList<>(kept.keySet());
        Collections.shuffle(keys, random);

        while (!keys.isEmpty()) {
            keys.subList(0, Math.min(250, keys.size())).forEach(key -> {
                assertThat(index.delete(key)).isTrue();
                kept.remove(key);
            });
            keys.subList(0, Math.min(250, keys.size())).clear();
            check(kept);
            assertThat(index.bytes()).isLessThanOrEqualTo(Block.bytes(kept.size() + 1300, DIMENSIONS));
        }
        assertThat(index.bytes()).isLessThan(most / 8);
    }

    private void check(Map<Integer, float[]> kept) {
        List<Integer> keys = List.copyOf(kept.keySet());
        List<float[]> vectors = keys.stream().map(kept::get).toList();
        float[] query = Vectors.gaussian(DIMENSIONS, random);
        List<Integer> expected =
                Vectors.nearest(vectors, query, 10).stream().map(keys::get).toList();
        assertThat(index.size()).isEqualTo(kept.size());
        assertThat(budget.taken()).isEqualTo(index.bytes());
        assertThat(keys(index.nearest(query, 10, ANY))).isEqualTo(expected);
    }

    @Test
    void refuses_what_the_budget_does_not_hold_and_keeps_the_rest() {
        MemoryBudget small = new MemoryBudget(Block.bytes(16, DIMENSIONS) + Block.bytes(32, DIMENSIONS));
        try (FlatIndex<Integer> other = new FlatIndex<>(DIMENSIONS, small)) {
            for (int i = 0; i < 32; i++) {
                assertThat(other.insert(i, Vectors.gaussian(DIMENSIONS, random)))
                        .isEqualTo(Inserted.NEW);
            }

            assertThat(other.insert(32, Vectors.gaussian(DIMENSIONS, random))).isEqualTo(Inserted.REFUSED);
            assertThat(other.insert(31, Vectors.gaussian(DIMENSIONS, random))).isEqualTo(Inserted.REPLACED);
            assertThat(other.size()).isEqualTo(32);
        }
        assertThat(small.taken()).isZero();
    }

    @Test
    void a_vector_without_direction_is_refused() {
        float[] endless = new float[DIMENSIONS];
        endless[3] = Float.NaN;
        assertThatThrownBy(() -> index.insert(1, new float[DIMENSIONS])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> index.insert(1, endless)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> index.insert(1, new float[] {1})).isInstanceOf(IllegalArgumentException.class);
        assertThat(index.size()).isZero();
    }

    @Test
    void a_closed_index_is_empty_and_stays_so() {
        index.insert(1, Vectors.gaussian(DIMENSIONS, random));
        index.close();

        assertThat(index.insert(2, Vectors.gaussian(DIMENSIONS, random))).isEqualTo(Inserted.REFUSED);
        assertThat(index.nearest(Vectors.gaussian(DIMENSIONS, random), 1, ANY)).isEmpty();
    }

    private static List<Integer> keys(List<Neighbour<Integer>> neighbours) {
        return neighbours.stream().map(Neighbour::key).toList();
    }
}
