package dev.edgewise.cache.semantic.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One writer against readers: growth, moves, deletes and the freeing of memory under their feet. */
@Tag("concurrency")
class FlatIndexStressTest {
    private static final int ROUNDS = Integer.getInteger("edgewise.rounds", 1);
    private static final int DIMENSIONS = 64;
    private static final int LASTING = 40;
    private static final int PASSING = 1_500;

    private final MemoryBudget budget = new MemoryBudget(1 << 30);
    private final List<float[]> vectors = Vectors.spread(LASTING + PASSING, DIMENSIONS, new Random(3));
    private final AtomicBoolean done = new AtomicBoolean();

    /** Looked at in full, and by their sketches. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 0})
    void what_readers_find_has_its_true_cosine_and_all_memory_comes_back(int blocksInFull) throws Exception {
        FlatIndex<Integer> index = new FlatIndex<>(DIMENSIONS, budget, blocksInFull);
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < LASTING; i++) {
                index.insert(i, vectors.get(i));
            }
            for (int reader = 0; reader < 2; reader++) {
                readers.add(threads.submit(read(index, reader)));
            }
            Future<?> writer = threads.submit(() -> write(index));
            writer.get();
            done.set(true);
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
        index.close();
        assertThat(budget.taken()).isZero();
    }

    private void write(FlatIndex<Integer> index) {
        for (int round = 0; round < 3 * ROUNDS; round++) {
            for (int i = LASTING; i < vectors.size(); i++) {
                index.insert(i, vectors.get(i));
            }
            // What lasts is moved too: it is written anew where it lies, and the gaps before it are filled.
            for (int i = 0; i < vectors.size(); i++) {
                if (i >= LASTING) {
                    index.delete(i);
                } else {
                    index.insert(i, vectors.get(i));
                }
            }
        }
    }

    private Callable<Integer> read(FlatIndex<Integer> index, int seed) {
        return () -> {
            Random random = new Random(seed);
            int asked = 0;
            do {
                int lasting = random.nextInt(LASTING);
                List<Neighbour<Integer>> near = index.nearest(vectors.get(lasting), 5, -1);
                for (Neighbour<Integer> each : near) {
                    double true0 = Vectors.cosine(vectors.get(lasting), vectors.get(each.key()));
                    assertThat(Math.abs(each.cosine() - true0)).isLessThan(1e-5);
                }
                assertThat(near.stream().map(Neighbour::key)).doesNotHaveDuplicates();
                asked++;
            } while (!done.get());
            return asked;
        };
    }
}
