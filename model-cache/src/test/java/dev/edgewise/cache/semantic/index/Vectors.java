package dev.edgewise.cache.semantic.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/** Vectors to search among, and the search in full that an index is held against. */
final class Vectors {
    private Vectors() {}

    /** Directions spread evenly. */
    static List<float[]> spread(int count, int dimensions, RandomGenerator random) {
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vectors.add(gaussian(dimensions, random));
        }
        return vectors;
    }

    /** Directions in tight bundles, as questions about one thing are: cosines of some .95 within each. */
    static List<float[]> bundled(int count, int dimensions, int bundle, RandomGenerator random) {
        List<float[]> vectors = new ArrayList<>();
        float[] centre = gaussian(dimensions, random);
        for (int i = 0; i < count; i++) {
            if (i % bundle == 0) {
                centre = gaussian(dimensions, random);
            }
            float[] vector = gaussian(dimensions, random);
            for (int d = 0; d < dimensions; d++) {
                vector[d] = centre[d] + 0.23f * vector[d];
            }
            vectors.add(vector);
        }
        return vectors;
    }

    static float[] gaussian(int dimensions, RandomGenerator random) {
        float[] vector = new float[dimensions];
        for (int d = 0; d < dimensions; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        return vector;
    }

    static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int d = 0; d < a.length; d++) {
            dot += (double) a[d] * b[d];
            aa += (double) a[d] * a[d];
            bb += (double) b[d] * b[d];
        }
        return dot / Math.sqrt(aa * bb);
    }

    /** The places of the nearest vectors, best first, by a scan in double precision. */
    static List<Integer> nearest(List<float[]> vectors, float[] query, int count) {
        double[] cosines =
                vectors.stream().mapToDouble(each -> cosine(each, query)).toArray();
        return java.util.stream.IntStream.range(0, vectors.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> cosines[i]).reversed())
                .limit(count)
                .toList();
    }
}
