package dev.edgewise.inference;

/**
 * What an embedder made of each token of a text, eight bits a value: the value is {@code values[token * dimensions + i] *
 * scales[token]}. Each token's vector is scaled to length 1, but for rounding. Immutable: nobody writes to its arrays.
 *
 * @param ids the tokens in the model's own numbers, without those that mark begin and end, and without the prompt
 * @param values {@code ids.length * dimensions} values, token by token
 * @param scales what one step of a value is worth, for each token
 * @param dimensions values a token
 */
public record TokenStates(int[] ids, byte[] values, float[] scales, int dimensions) {
    /** @throws IllegalArgumentException if the lengths do not fit together */
    public TokenStates {
        if (values.length != ids.length * dimensions || scales.length != ids.length) {
            throw new IllegalArgumentException(
                    ids.length + " tokens of " + dimensions + " values: " + values.length + ", " + scales.length);
        }
    }

    /** How many tokens. */
    public int count() {
        return ids.length;
    }
}
