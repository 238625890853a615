package dev.edgewise.inference.onnx;

import dev.edgewise.inference.TokenStates;
import dev.edgewise.inference.schedule.Row;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Makes eight-bit vectors of the states of a text's own tokens: those that the tokenizer puts around every text, and the
 * prompt before it, are left out. One thread at a time: its arrays are used again and again.
 */
final class TokenStateReader {
    private static final float STEPS = 127;

    private final Marks marks;
    private final float[] state;

    TokenStateReader(Marks marks, int dimensions) {
        this.marks = marks;
        this.state = new float[dimensions];
    }

    /**
     * What is not the text's own.
     *
     * @param around the tokens that the tokenizer puts around an empty text
     * @param prompts the tokens of each prompt that may stand before a text
     */
    record Marks(int[] around, List<int[]> prompts) {
        /** Asks the tokenizer once. */
        static Marks of(Tokenizer tokenizer, Collection<String> prompts) {
            List<int[]> cut = new ArrayList<>();
            for (String prompt : prompts) {
                // The blank at a prompt's end becomes part of the next word's first token.
                int[] ids = tokenizer.encode(prompt.stripTrailing(), false);
                if (ids.length > 0) {
                    cut.add(ids);
                }
            }
            return new Marks(tokenizer.encode("", true), cut);
        }

        int begin(Row row) {
            int at = 0;
            while (at < row.tokens() && around(row.id(at))) {
                at++;
            }
            for (int[] prompt : prompts) {
                if (startsAt(row, at, prompt)) {
                    return at + prompt.length;
                }
            }
            return at;
        }

        int end(Row row, int begin) {
            int end = row.tokens();
            while (end > begin && around(row.id(end - 1))) {
                end--;
            }
            return end;
        }

        private boolean around(int id) {
            for (int mark : around) {
                if (mark == id) {
                    return true;
                }
            }
            return false;
        }

        private static boolean startsAt(Row row, int at, int[] prompt) {
            if (row.tokens() - at < prompt.length) {
                return false;
            }
            for (int i = 0; i < prompt.length; i++) {
                if (row.id(at + i) != prompt[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The row's own tokens; the state of its first token, begin mark and prompt included, is number {@code from}. */
    TokenStates read(Row row, FloatBuffer states, int from) {
        int dimensions = state.length;
        int begin = marks.begin(row);
        int count = marks.end(row, begin) - begin;
        int[] ids = new int[count];
        float[] scales = new float[count];
        byte[] values = new byte[count * dimensions];
        for (int token = 0; token < count; token++) {
            ids[token] = TypedToken.id(row.id(begin + token));
            states.get((from + begin + token) * dimensions, state);
            scales[token] = quantize(values, token * dimensions);
        }
        return new TokenStates(ids, values, scales, dimensions);
    }

    private float quantize(byte[] values, int at) {
        double squares = 0;
        float most = 0;
        for (float value : state) {
            squares += (double) value * value;
            most = Math.max(most, Math.abs(value));
        }
        if (!(most > 0) || !Double.isFinite(squares)) {
            Arrays.fill(values, at, at + state.length, (byte) 0);
            return 0;
        }
        float steps = STEPS / most;
        for (int i = 0; i < state.length; i++) {
            values[at + i] = (byte) Math.round(state[i] * steps);
        }
        return (float) (most / STEPS / Math.sqrt(squares));
    }
}
