package dev.edgewise.cache.semantic.index;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lookup costs on one core. Run by name: {@code -Dtest=VectorIndexBench}; prints, and judges nothing. */
class VectorIndexBench {
    private static final int DIMENSIONS = 384;

    private final Random random = new Random(1);

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 10_000, 50_000, 100_000})
    void flat(int count) {
        try (FlatIndex<Integer> index = new FlatIndex<>(DIMENSIONS, new MemoryBudget(Long.MAX_VALUE))) {
            List<float[]> vectors = Vectors.bundled(count, DIMENSIONS, 10, random);
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                index.insert(i, vectors.get(i));
            }
            double insertUs = (System.nanoTime() - began) / 1e3 / count;
            print("flat", count, index, vectors);
            System.out.printf(Locale.ROOT, "  insert %.1f µs, %d bytes a vector%n", insertUs, index.bytes() / count);
        }
    }

    private void print(String name, int count, VectorIndex<Integer> index, List<float[]> vectors) {
        int asked = Math.clamp(20_000_000L / count, 300, 5_000);
        double[] us = new double[asked];
        for (int warm = 0; warm < 2; warm++) {
            for (int i = 0; i < asked; i++) {
                float[] query = vectors.get(random.nextInt(count));
                long began = System.nanoTime();
                index.nearest(query, 10, 0.5f);
                us[i] = (System.nanoTime() - began) / 1e3;
            }
        }
        Arrays.sort(us);
        System.out.printf(
                Locale.ROOT,
                "%s %d × %d: p50 %.0f µs, p90 %.0f µs%n",
                name,
                count,
                DIMENSIONS,
                us[asked / 2],
                us[asked * 9 / 10]);
    }
}
