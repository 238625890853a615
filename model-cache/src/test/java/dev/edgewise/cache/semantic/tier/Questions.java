package dev.edgewise.cache.semantic.tier;

import dev.edgewise.cache.key.CacheKey;
import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.ask.Partition;
import java.util.Random;

/** Questions with made-up vectors. */
final class Questions {
    static final int DIMENSIONS = 32;
    static final PairRules RULES = new StandardRules();
    static final CacheKey FRAME = new CacheKey(1, 2, 3, 4);

    private Questions() {}

    static Partition partition(String tenant) {
        return new Partition(tenant, FRAME, "en", "embedder");
    }

    static CacheKey entry(long number) {
        return new CacheKey(number * 0x9E3779B97F4A7C15L, number, 0, 0);
    }

    static Question question(String text, float[] vector) {
        return new Question(text, "en", vector, TokenVectors.NONE, RULES.prepare(text, "en"));
    }

    static float[] vector(long seed) {
        var random = new Random(seed);
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return unit(vector);
    }

    /** A vector near another; the larger the noise, the further away. */
    static float[] near(float[] vector, double noise, long seed) {
        float[] other = vector(seed);
        float[] mixed = new float[vector.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (float) (vector[i] + noise * other[i]);
        }
        return unit(mixed);
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += value * value;
        }
        float scale = (float) (1 / Math.sqrt(square));
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= scale;
        }
        return vector;
    }
}
