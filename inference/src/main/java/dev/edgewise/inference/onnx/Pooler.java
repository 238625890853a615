package dev.edgewise.inference.onnx;

import dev.edgewise.inference.catalog.Pooling;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Makes one vector of the states of a text's tokens. One thread at a time: its arrays are used again and again. */
final class Pooler {
    private final Pooling pooling;
    private final boolean normalized;
    private final float[] state;
    private final float[] vector;

    Pooler(Pooling pooling, boolean normalized, int dimensions) {
        this.pooling = pooling;
        this.normalized = normalized;
        this.state = new float[dimensions];
        this.vector = new float[dimensions];
    }

    /**
     * The vector of the tokens at positions {@code from} to {@code from + tokens − 1}; where the graph pools, a text has
     * one position.
     *
     * @param skipped how many of the first do not count in a mean or a maximum
     * @return overwritten by the next call
     */
    float[] pool(FloatBuffer states, int from, int tokens, int skipped) {
        int left = Math.max(0, tokens - skipped);
        switch (pooling) {
            case CLS, IN_GRAPH -> states.get(from * vector.length, vector);
            case LAST -> states.get((from + tokens - 1) * vector.length, vector);
            case MEAN -> mean(states, from + tokens - left, left);
            case MAX -> max(states, from + tokens - left, left);
        }
        if (normalized) {
            normalize();
        }
        return vector;
    }

    private void mean(FloatBuffer states, int from, int tokens) {
        Arrays.fill(vector, 0);
        for (int position = from; position < from + tokens; position++) {
            states.get(position * vector.length, state);
            for (int i = 0; i < vector.length; i++) {
                vector[i] += state[i];
            }
        }
        // Scaling to length 1 takes the mean's division with it.
        if (!normalized && tokens > 0) {
            scale(1f / tokens);
        }
    }

    private void max(FloatBuffer states, int from, int tokens) {
        if (tokens == 0) {
            Arrays.fill(vector, 0);
            return;
        }
        states.get(from * vector.length, vector);
        for (int position = from + 1; position < from + tokens; position++) {
            states.get(position * vector.length, state);
            for (int i = 0; i < vector.length; i++) {
                vector[i] = Math.max(vector[i], state[i]);
            }
        }
    }

    private void normalize() {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        scale(squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0);
    }

    private void scale(float by) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= by;
        }
    }
}
