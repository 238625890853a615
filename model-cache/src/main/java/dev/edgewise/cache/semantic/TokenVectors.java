package dev.edgewise.cache.semantic;

import dev.edgewise.inference.TokenStates;

/**
 * The vectors of a text's tokens, eight bits a value: the value is {@code values[token * dimensions + i] *
 * scales[token]}, and each token's vector is of length 1 but for rounding. Immutable: nobody writes to its arrays.
 *
 * @param ids the embedder's token numbers, without those that mark begin and end
 * @param values {@code ids.length * dimensions} values, token by token
 * @param scales what one step of a value is worth, for each token
 * @param dimensions values a token
 */
public record TokenVectors(int[] ids, byte[] values, float[] scales, int dimensions) {
    public TokenVectors {
        if (values.length != ids.length * dimensions || scales.length != ids.length) {
            throw new IllegalArgumentException(
                    ids.length + " tokens of " + dimensions + " values: " + values.length + ", " + scales.length);
        }
    }

    /** Those of a text whose embedder gives none. */
    public static final TokenVectors NONE = new TokenVectors(new int[0], new byte[0], new float[0], 0);

    /** What the embedder gave; the arrays are shared. */
    public static TokenVectors of(TokenStates states) {
        return new TokenVectors(states.ids(), states.values(), states.scales(), states.dimensions());
    }

    /** How many tokens. */
    public int count() {
        return ids.length;
    }

    /** What it takes in memory, in bytes. */
    public long bytes() {
        return values.length + 8L * ids.length;
    }
}
