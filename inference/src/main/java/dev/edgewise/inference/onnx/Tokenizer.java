package dev.edgewise.inference.onnx;

import org.jspecify.annotations.Nullable;

/** Cuts texts as one {@code tokenizer.json} says. Any thread; {@link #close} comes after the last use. */
interface Tokenizer extends AutoCloseable {
    /**
     * The text as token ids, with the special tokens that the tokenizer adds.
     *
     * @throws RuntimeException if the native library fails
     */
    int[] encode(String text);

    /** The same for a caller that must not wait: null where a native call would be needed. A microsecond for each token. */
    default int @Nullable [] encodeAtOnce(String text) {
        return null;
    }

    /** The text as token ids, with or without the special tokens that the tokenizer adds. */
    int[] encode(String text, boolean special);

    /** Two texts as one row of {@link TypedToken}s, with the special tokens that go around and between them. */
    int[] encodePair(String first, String second);

    @Override
    void close();
}
