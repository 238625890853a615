package dev.edgewise.inference.onnx;

import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.schedule.RowRefusedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts texts into the tokens of one model, within its bounds. Any thread; {@link #close()} comes after the last use.
 *
 * @param model the model's name, for messages
 * @param tokenizer its tokenizer
 * @param tokensMax most tokens it reads in one input
 * @param vocabularySize its token ids are 0 to this − 1
 */
record TokenCutter(ModelId model, Tokenizer tokenizer, int tokensMax, int vocabularySize) implements AutoCloseable {
    /**
     * No token stands for more characters than this: a longer word becomes one unknown token. A text beyond this many
     * characters a token is refused before the tokenizer spends time and memory on it.
     */
    private static final int CHARACTERS_PER_TOKEN_MAX = 100;

    /**
     * Nor is a longer one cut, however much the model reads: it takes the library about a microsecond a character, on the
     * thread that cuts for all models.
     */
    private static final int CHARACTERS_MAX = 1 << 20;

    /** Characters of the longest text that its caller cuts. */
    private static final int SHORT_CHARACTERS_MAX = 512;

    /**
     * One text or tokens as they are; a pair is refused.
     *
     * @param prompt what stands right before a text; empty for nothing
     */
    int[] single(String prompt, TextInput input) throws RowRefusedException {
        return switch (input) {
            case TextInput.Text(String text) -> text(prompt, text);
            case TextInput.TokenIds given -> checked(given.toArray());
            case TextInput.Pair _ ->
                throw new RowRefusedException(
                        Fault.Kind.INPUT_INVALID, "model " + model + " reads one text at a time, not pairs of texts");
        };
    }

    /** The same where that takes no native call and less than about a tenth of a millisecond; null otherwise, also for what is refused. */
    int @Nullable [] singleAtOnce(String prompt, TextInput input) {
        if (!(input instanceof TextInput.Text(String text)) || prompt.length() + text.length() > SHORT_CHARACTERS_MAX) {
            return null;
        }
        int[] ids = tokenizer.encodeAtOnce(prompt, text);
        return ids == null || ids.length > tokensMax || unknown(ids) >= 0 ? null : ids;
    }

    /**
     * A pair, as {@link TypedToken}s. Where both do not fit together the end of the second text is left out, and the first may
     * then take half of what the model reads.
     */
    int[] pair(TextInput input) throws RowRefusedException {
        if (!(input instanceof TextInput.Pair(String first, String second))) {
            throw new RowRefusedException(Fault.Kind.INPUT_INVALID, "model " + model + " reads pairs of texts");
        }
        if (first.length() > charactersMax()) {
            throw tooLong("query", "the query", first.length() + " characters", tokensMax / 2);
        }
        int[] tokens = tokenizer.encodePair(first, beginning(second));
        known(tokens);
        if (tokens.length <= tokensMax) {
            return tokens;
        }
        int query = tokenizer.encode(first).length;
        if (query > tokensMax / 2) {
            throw new RowRefusedException(
                    Fault.Kind.INPUT_TOO_LONG,
                    "query",
                    "the query has " + query + " tokens, " + model + " reads at most " + tokensMax / 2
                            + " tokens of it beside a document that does not fit: shorten or split it");
        }
        // The last token closes the pair, whatever of the second text is left.
        int[] cut = Arrays.copyOf(tokens, tokensMax);
        cut[tokensMax - 1] = tokens[tokens.length - 1];
        return cut;
    }

    /** As much of a text as may be of use, never half of a character. */
    private String beginning(String text) {
        int end = Math.min(text.length(), charactersMax());
        boolean within = end > 0
                && end < text.length()
                && Character.isHighSurrogate(text.charAt(end - 1))
                && Character.isLowSurrogate(text.charAt(end));
        return text.substring(0, within ? end - 1 : end);
    }

    private int[] text(String prompt, String text) throws RowRefusedException {
        int characters = prompt.length() + text.length();
        if (characters > charactersMax()) {
            throw tooLong("", "the input", characters + " characters", tokensMax);
        }
        int[] ids = tokenizer.encode(prompt, text, true);
        if (ids.length > tokensMax) {
            throw tooLong("", "the input", ids.length + " tokens", tokensMax);
        }
        known(ids);
        return ids;
    }

    /** A tokenizer may have been given tokens that its model was not: a run would fail, with those that share it. */
    private void known(int[] tokens) throws RowRefusedException {
        int unknown = unknown(tokens);
        if (unknown >= 0) {
            throw new RowRefusedException(
                    Fault.Kind.INPUT_INVALID,
                    "the input has token " + unknown + " of the tokenizer of " + model
                            + ", and the model itself knows 0 to " + (vocabularySize - 1)
                            + ": leave out the special token that it stands for");
        }
    }

    /** The first token that the model does not know; −1 where there is none. */
    private int unknown(int[] tokens) {
        for (int token : tokens) {
            if (TypedToken.id(token) >= vocabularySize) {
                return TypedToken.id(token);
            }
        }
        return -1;
    }

    private int[] checked(int[] ids) throws RowRefusedException {
        if (ids.length > tokensMax) {
            throw tooLong("", "the input", ids.length + " tokens", tokensMax);
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new RowRefusedException(
                        Fault.Kind.INPUT_INVALID,
                        "token " + id + " is not in the vocabulary of " + model + ", which has 0 to "
                                + (vocabularySize - 1)
                                + ": send text, or tokens of this model's own tokenizer");
            }
        }
        return ids;
    }

    private int charactersMax() {
        return (int) Math.min((long) tokensMax * CHARACTERS_PER_TOKEN_MAX, CHARACTERS_MAX);
    }

    private RowRefusedException tooLong(String field, String what, String length, int most) {
        return new RowRefusedException(
                Fault.Kind.INPUT_TOO_LONG,
                field,
                what + " has " + length + ", " + model + " reads at most " + most + " tokens: shorten or split it");
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
