package dev.edgewise.loadtest.cluster;

/** The parts of one answer in order, each made only when it is due. Not thread-safe. */
interface Parts {
    /** Whether there is another part. */
    boolean hasNext();

    /** Whether the pace's gap passes before the next part. */
    boolean waits();

    /** Makes the next part; only after {@link #hasNext}. */
    Part next();
}
