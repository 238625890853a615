package dev.edgewise.inference.generate;

/** Cuts text into tokens. Any thread, but for some models a native call: for platform threads only. */
public interface TextTokenizer extends AutoCloseable {
    /**
     * The text as tokens.
     *
     * @param special whether the tokens are added that begin every text of this model
     */
    int[] encode(String text, boolean special);

    /** What the tokens stand for. */
    Vocabulary vocabulary();

    /** Frees its memory; after the last call. */
    @Override
    void close();
}
