package dev.edgewise.inference.token;

import org.jspecify.annotations.Nullable;

/** A tokenizer in Java. Any thread; a call takes about a microsecond for each ten tokens, and no native call. */
public sealed interface Cutter permits WordPiece, Unigram, BytePair {
    /**
     * A text as token ids.
     *
     * @param prompt what stands right before the text; empty for nothing
     * @param special whether the tokens that go around every text are added
     * @return null for a text that is left to the library
     */
    int @Nullable [] encode(String prompt, String text, boolean special);

    /** The same for a text without a prompt, with the tokens that go around it. */
    default int @Nullable [] encode(String text) {
        return encode("", text, true);
    }

    /**
     * Two texts in one row, with the special tokens that go around and between them.
     *
     * @param marked gets the number of tokens before those of the second type
     * @return null for texts that are left to the library
     */
    int @Nullable [] encodePair(String first, String second, int[] marked);

    /** The type of the tokens from {@code marked} on; those before are of type 0. */
    int secondType();
}
