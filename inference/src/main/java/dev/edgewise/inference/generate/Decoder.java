package dev.edgewise.inference.generate;

/**
 * A loaded decoder: a number of slots, each with the memory (keys and values of every layer) of one text. One thread at a
 * time, but for {@link #interrupt}.
 */
public interface Decoder extends AutoCloseable {
    /** How many texts have a memory at once. */
    int slots();

    /** Most tokens of one text, prompt and answer together. */
    int contextTokens();

    /** How many tokens a distribution has. */
    int vocabulary();

    /** Most tokens of one {@link #read}. */
    int readTokensMax();

    /**
     * Whether a slot's memory may be cut back to any shorter length and continued from there, and whether {@link #step}
     * computes many slots for little more than one.
     */
    boolean shared();

    /**
     * Reads more tokens into a slot's memory.
     *
     * @param length tokens that the slot's memory holds already and that stay valid
     * @param ids the tokens; those from {@code from} to {@code to} − 1 are read
     * @throws Exception if the model fails or {@link #interrupt} ended it; the memory then holds {@code length} tokens
     */
    void read(int slot, int length, int[] ids, int from, int to) throws Exception;

    /**
     * Reads one token in each of several slots.
     *
     * @param firstSlot the slots are this one and the {@code count} − 1 after it
     * @param ids one token for each of them
     * @param lengths tokens that each one's memory holds already
     * @throws Exception as {@link #read}
     */
    void step(int firstSlot, int count, int[] ids, int[] lengths) throws Exception;

    /** Copies the distribution after the last token of a row of the last {@link #read} (row 0) or {@link #step}. */
    void logits(int row, float[] into);

    /** Bytes that the keys and values of one text of full length take. */
    long textBytes();

    /**
     * Gives what a slot's memory takes back to the system; it then holds nothing.
     *
     * @return false where that cannot be done in whole; it then takes what it took, and may hold anything
     */
    boolean forget(int slot);

    /** Whether {@link #copy} can be done. */
    boolean copies();

    /** Copies what a slot's memory holds of the tokens {@code begin} to {@code end} − 1 to the same place of another's. */
    void copy(int from, int to, int begin, int end);

    /** Ends the run in progress soon, if there is one. Any thread. */
    void interrupt();

    /** Takes an interrupt back that came too late. Not while a run is in progress. */
    void resume();

    /** Frees its memory; after the last run. */
    @Override
    void close();
}
