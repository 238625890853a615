package dev.edgewise.inference.onnx;

/** How a decoder's session is run. One thread, but for {@link #interrupt}. */
interface DecoderRuns extends AutoCloseable {
    /** Where a run finds its tokens and leaves its distributions. */
    DecoderBuffers buffers();

    /** Gives what a slot takes back to the system; false where that cannot be done. */
    boolean forget(int slot);

    /** Ends the run in progress soon, if there is one. Any thread. */
    void interrupt();

    /** Takes an interrupt back. Not while a run is in progress. */
    void resume();

    /** Frees the session and all that was allocated for it; after the last run. */
    @Override
    void close();

    /** Runs of an export whose slots lie side by side in one memory. */
    interface Shared extends DecoderRuns {
        /** Reads the first {@code count} tokens of the buffers into a slot, which then holds {@code longest} tokens. */
        void read(int slot, int count, int longest) throws Exception;

        /**
         * Reads one token of the buffers in each of several slots.
         *
         * @param lengths tokens that each slot holds already
         * @param longest the most that one of them holds afterwards
         */
        void step(int firstSlot, int count, int[] lengths, int longest) throws Exception;

        /** Whether {@link #copy} can be done. */
        boolean copies();

        /** Copies tokens {@code begin} to {@code end} − 1 from one slot's memory to the same place of another's. */
        void copy(int from, int to, int begin, int end);
    }

    /** Runs of an export that gives a longer copy of one text's memory each time. */
    interface Sequence extends DecoderRuns {
        /** Reads the first {@code count} tokens of the buffers into a slot that holds {@code length} tokens already. */
        void run(int slot, int length, int count) throws Exception;
    }
}
