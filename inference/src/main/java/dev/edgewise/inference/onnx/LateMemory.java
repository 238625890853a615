package dev.edgewise.inference.onnx;

import java.io.IOException;

/** Hears of memory that a model takes for good when it is in use already. Any thread. */
@FunctionalInterface
public interface LateMemory {
    /** Nobody counts. */
    LateMemory UNCOUNTED = (guess, taking) -> taking.run();

    /** Takes it. */
    @FunctionalInterface
    interface Taking {
        void run() throws IOException;
    }

    /**
     * Has it taken, and counts what that took.
     *
     * @param bytesGuessed about so much of the host's memory, where it cannot be told
     * @throws IOException as {@code taking} does; nothing is counted then
     */
    void take(long bytesGuessed, Taking taking) throws IOException;
}
