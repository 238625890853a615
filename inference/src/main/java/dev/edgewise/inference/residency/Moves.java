package dev.edgewise.inference.residency;

/**
 * Knows which loads had the process to themselves: what memory the process took meanwhile can only then be told to be one
 * model's. Any thread.
 */
final class Moves {
    private static final long NOT_ALONE = -1;

    private int running;
    private long begun;

    /** A load or an unload begins; what this gives is for {@link #end}. */
    synchronized long begin() {
        running++;
        begun++;
        return running == 1 ? begun : NOT_ALONE;
    }

    /** Whether nothing has moved since the start but what began last. */
    synchronized boolean isFirst() {
        return begun == 1;
    }

    /** It is over; true if nothing else moved in all that time. */
    synchronized boolean end(long token) {
        running--;
        return token == begun;
    }
}
