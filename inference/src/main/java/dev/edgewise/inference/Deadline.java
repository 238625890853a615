package dev.edgewise.inference;

import java.time.Duration;

/**
 * A point on the clock of {@link System#nanoTime()}, or of the fake one in a test, after which an answer is worthless.
 *
 * @param bounded false for no deadline at all
 * @param atNanos the point; 0 when there is none
 */
public record Deadline(boolean bounded, long atNanos) {
    private static final Deadline NONE = new Deadline(false, 0);

    /** Never passes. */
    public static Deadline none() {
        return NONE;
    }

    /** Passes when the clock has moved on by {@code wait} from {@code nowNanos}. */
    public static Deadline after(Duration wait, long nowNanos) {
        return new Deadline(true, nowNanos + wait.toNanos());
    }

    /** Nanoseconds left, 0 or less once it has passed; {@link Long#MAX_VALUE} when there is no deadline. */
    public long remainingNanos(long nowNanos) {
        return bounded ? atNanos - nowNanos : Long.MAX_VALUE;
    }

    /** Whether it has passed. */
    public boolean passed(long nowNanos) {
        return bounded && atNanos - nowNanos <= 0;
    }
}
