package dev.edgewise.inference.onnx;

/** Cuts texts as one {@code tokenizer.json} says. Any thread; {@link #close} comes after the last use. */
interface Tokenizer extends AutoCloseable {
    /**
     * The text as token ids, with the special tokens that the tokenizer adds.
     *
     * @throws RuntimeException if the native library fails
     */
    int[] encode(String text);

    /** The text as token ids, with or without the special tokens that the tokenizer adds. */
    int[] encode(String text, boolean special);

    /** Two texts as one row of {@link TypedToken}s, with the special tokens that go around and between them. */
    int[] encodePair(String first, String second);

    @Override
    void close();
}
