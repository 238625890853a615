package dev.edgewise.cache.semantic.verify;

import dev.edgewise.cache.semantic.Question;
import dev.edgewise.cache.semantic.TokenVectors;
import dev.edgewise.cache.semantic.guard.Guards;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Questions whose vectors are made of their words: each word has a direction of its own. */
public final class Made {
    private static final int DIMENSIONS = 64;
    private static final int VOCABULARY = 5_000;
    private static final Guards GUARDS = new Guards();

    private Made() {}

    public static Question question(String text) {
        List<String> words = Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        int[] ids = words.stream().mapToInt(Made::id).toArray();
        byte[] values = new byte[ids.length * DIMENSIONS];
        float[] scales = new float[ids.length];
        float[] sum = new float[DIMENSIONS];
        for (int i = 0; i < ids.length; i++) {
            float[] direction = direction(ids[i]);
            scales[i] = 1 / 127f;
            for (int d = 0; d < DIMENSIONS; d++) {
                values[i * DIMENSIONS + d] = (byte) Math.round(direction[d] * 127);
                sum[d] += direction[d];
            }
        }
        TokenVectors tokens = new TokenVectors(ids, values, scales, DIMENSIONS);
        return new Question(text, "en", unit(sum), tokens, GUARDS.prepare(text, "en"));
    }

    private static int id(String word) {
        return Math.floorMod(word.hashCode(), VOCABULARY);
    }

    private static float[] direction(int id) {
        Random random = new Random(id);
        float[] vector = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        return unit(vector);
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        for (int d = 0; d < vector.length; d++) {
            vector[d] /= (float) Math.sqrt(squares);
        }
        return vector;
    }
}
