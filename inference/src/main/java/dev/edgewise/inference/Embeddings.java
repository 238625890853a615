package dev.edgewise.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One vector per input, in the order of the inputs. Held as one flat array; reading a vector costs no copy. Any thread.
 */
public final class Embeddings implements Answer {
    private final float[] values;
    private final int dimensions;
    private final Usage usage;
    private final List<TokenStates> tokens;

    /**
     * Takes the array over: the caller must not change it afterwards.
     *
     * @param values the vectors one after another
     * @param dimensions length of each vector
     * @throws IllegalArgumentException if the array is not a whole number of vectors
     */
    public Embeddings(float[] values, int dimensions, Usage usage) {
        this(values, dimensions, usage, List.of());
    }

    /**
     * The same with the states of the tokens.
     *
     * @param tokens one for each vector, or none at all
     */
    public Embeddings(float[] values, int dimensions, Usage usage, List<TokenStates> tokens) {
        if (dimensions <= 0 || values.length % dimensions != 0) {
            throw new IllegalArgumentException(values.length + " values are no vectors of " + dimensions);
        }
        this.values = values;
        this.dimensions = dimensions;
        this.usage = usage;
        this.tokens = List.copyOf(tokens);
    }

    /** How many vectors. */
    public int count() {
        return values.length / dimensions;
    }

    /** Length of each vector. */
    public int dimensions() {
        return dimensions;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    /**
     * One number of one vector.
     *
     * @throws IndexOutOfBoundsException if there is no such vector or dimension
     */
    public float at(int vector, int dimension) {
        return values[Objects.checkIndex(vector, count()) * dimensions + Objects.checkIndex(dimension, dimensions)];
    }

    /**
     * A copy of one vector.
     *
     * @throws IndexOutOfBoundsException if there is no such vector
     */
    public float[] vector(int vector) {
        int from = Objects.checkIndex(vector, count()) * dimensions;
        return Arrays.copyOfRange(values, from, from + dimensions);
    }

    /**
     * One vector as IEEE 754 singles, lowest byte first: what base64 carries in the OpenAI embeddings format.
     *
     * @throws IndexOutOfBoundsException if there is no such vector
     */
    public byte[] littleEndian(int vector) {
        int from = Objects.checkIndex(vector, count()) * dimensions;
        byte[] bytes = new byte[dimensions * Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, from, dimensions);
        return bytes;
    }

    /**
     * The tokens of one input; empty where they were not asked for, and where the model gives out one vector only.
     *
     * @throws IndexOutOfBoundsException if there is no such vector
     */
    public Optional<TokenStates> tokens(int vector) {
        int at = Objects.checkIndex(vector, count());
        return tokens.isEmpty() ? Optional.empty() : Optional.of(tokens.get(at));
    }

    @Override
    public String toString() {
        return "Embeddings[" + count() + " × " + dimensions + ", " + usage + "]";
    }
}
