package dev.edgewise.inference.onnx;

import org.jspecify.annotations.Nullable;

/** Cuts texts as one {@code tokenizer.json} says. Any thread; {@link #close} comes after the last use. */
interface Tokenizer extends AutoCloseable {
    /**
     * A text as token ids.
     *
     * @param prompt what stands right before the text; empty for nothing
     * @param special whether the special tokens are added that the tokenizer puts around a text
     * @throws RuntimeException if the native library fails
     */
    int[] encode(String prompt, String text, boolean special);

    /** A text without a prompt, with its special tokens. */
    default int[] encode(String text) {
        return encode("", text, true);
    }

    /** A text without a prompt, with or without its special tokens. */
    default int[] encode(String text, boolean special) {
        return encode("", text, special);
    }

    /**
     * With special tokens, for a caller that must not wait: null where a native call would be needed. A microsecond for each
     * token.
     */
    default int @Nullable [] encodeAtOnce(String prompt, String text) {
        return null;
    }

    /** Two texts as one row of {@link TypedToken}s, with the special tokens that go around and between them. */
    int[] encodePair(String first, String second);

    @Override
    void close();
}
