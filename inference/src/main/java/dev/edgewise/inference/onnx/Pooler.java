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
     * @return overwritten by the next call
     */
    float[] pool(FloatBuffer states, int from, int tokens) {
        switch (pooling) {
            case CLS, IN_GRAPH -> states.get(from * vector.length, vector);
            case LAST -> states.get((from + tokens - 1) * vector.length, vector);
            case MEAN -> mean(states, from, tokens);
            case MAX -> max(states, from, tokens);
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
        if (!normalized) {
            scale(1f / tokens);
        }
    }

    private void max(FloatBuffer states, int from, int tokens) {
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
