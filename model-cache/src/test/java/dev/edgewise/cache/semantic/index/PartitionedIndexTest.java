package dev.edgewise.cache.semantic.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.edgewise.cache.semantic.index.VectorIndex.Inserted;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionedIndexTest {
    private static final int DIMENSIONS = 32;
    private static final long SMALL_BLOCK = Block.bytes(Block.LANES_MIN, DIMENSIONS);

    private final Random random = new Random(5);
    private final List<String> dropped = new ArrayList<>();
    private final List<Integer> gone = new ArrayList<>();

    private PartitionedIndex<String, Integer> index(long bytesMax, int partitionsMax) {
        return new PartitionedIndex<>(new MemoryBudget(bytesMax), partitionsMax, FlatIndex::new, (partition, keys) -> {
            dropped.add(partition);
            gone.addAll(keys);
        });
    }

    private float[] vector() {
        return Vectors.gaussian(DIMENSIONS, random);
    }

    @Test
    void a_partition_never_sees_what_another_holds() {
        try (var index = index(1 << 20, 100)) {
            float[] same = vector();
            index.insert("a", 1, same);
            index.insert("b", 2, same);

            assertThat(index.nearest("a", same, 10, -1))
                    .extracting(Neighbour::key)
                    .containsExactly(1);
            assertThat(index.nearest("c", same, 10, -1)).isEmpty();
        }
    }

    @Test
    void without_memory_the_partition_that_was_not_used_for_longest_goes() {
        try (var index = index(3 * SMALL_BLOCK, 100)) {
            for (String partition : List.of("a", "b", "c")) {
                index.insert(partition, 1, vector());
            }
            index.nearest("a", vector(), 1, -1);

            assertThat(index.insert("d", 1, vector())).isEqualTo(Inserted.NEW);

            assertThat(dropped).containsExactly("b");
            assertThat(index.stats()).isEqualTo(new IndexStats(3, 3, 3 * SMALL_BLOCK, 0, 1));
        }
    }

    @Test
    void a_partition_that_fills_the_memory_alone_is_refused_more_and_keeps_what_it_has() {
        try (var index = index(SMALL_BLOCK, 100)) {
            for (int i = 0; i < Block.LANES_MIN; i++) {
                assertThat(index.insert("a", i, vector())).isEqualTo(Inserted.NEW);
            }

            assertThat(index.insert("a", 99, vector())).isEqualTo(Inserted.REFUSED);

            assertThat(index.stats()).isEqualTo(new IndexStats(1, Block.LANES_MIN, SMALL_BLOCK, 1, 0));
        }
    }

    @Test
    void one_partition_too_many_takes_the_place_of_another() {
        try (var index = index(1 << 20, 2)) {
            for (String partition : List.of("a", "b", "c")) {
                index.insert(partition, 1, vector());
            }

            assertThat(dropped).containsExactly("a");
            assertThat(index.stats().partitions()).isEqualTo(2);
        }
    }

    @Test
    void of_many_small_partitions_those_go_that_were_not_used_for_longest_in_that_order() {
        int room = 300;
        try (var index = index(room * SMALL_BLOCK, 1000)) {
            for (int i = 0; i < room; i++) {
                index.insert("p" + i, i, vector());
            }
            index.nearest("p1", vector(), 1, -1);
            for (int i = room; i < 2 * room - 1; i++) {
                assertThat(index.insert("p" + i, i, vector())).isEqualTo(Inserted.NEW);
                index.nearest("p1", vector(), 1, -1);
            }

            List<Integer> others =
                    new ArrayList<>(IntStream.range(0, room).boxed().toList());
            others.remove(Integer.valueOf(1));
            assertThat(gone).isEqualTo(others);
            assertThat(index.size("p1")).isEqualTo(1);
        }
    }

    @Test
    void a_partition_in_use_grows_at_the_cost_of_many_small_ones() {
        try (var index = index(Block.bytes(512, DIMENSIONS), 10_000)) {
            int small = 0;
            while (dropped.isEmpty()) {
                index.insert("p" + small++, 0, vector());
            }
            for (int i = 0; i < 256; i++) {
                assertThat(index.insert("busy", i, vector())).isEqualTo(Inserted.NEW);
            }

            assertThat(index.size("busy")).isEqualTo(256);
            assertThat(dropped).doesNotContain("busy");
        }
    }

    @Test
    void an_empty_partition_takes_nothing() {
        try (var index = index(1 << 20, 100)) {
            index.insert("a", 1, vector());
            assertThat(index.delete("a", 1)).isTrue();

            assertThat(index.delete("a", 1)).isFalse();
            assertThat(index.stats()).isEqualTo(new IndexStats(0, 0, 0, 0, 0));
        }
    }

    @Test
    void vectors_of_two_lengths_do_not_mix() {
        try (var index = index(1 << 20, 100)) {
            index.insert("a", 1, vector());

            assertThatThrownBy(() -> index.insert("a", 2, new float[] {1, 2}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
