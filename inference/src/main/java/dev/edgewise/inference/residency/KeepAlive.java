package dev.edgewise.inference.residency;

import java.time.Duration;

/**
 * How long an unused model stays in memory, as Ollama's {@code keep_alive}: a time, 0 for none, or for ever.
 *
 * @param nanos the time; 0 leaves at once, {@link Long#MAX_VALUE} never
 */
public record KeepAlive(long nanos) {
    private static final Duration COUNTABLE_MAX = Duration.ofNanos(Long.MAX_VALUE);

    public static final KeepAlive FOREVER = new KeepAlive(Long.MAX_VALUE);
    public static final KeepAlive WHILE_USED = new KeepAlive(0);

    /** @throws IllegalArgumentException if it is negative */
    public KeepAlive {
        if (nanos < 0) {
            throw new IllegalArgumentException("a model cannot stay for " + nanos + " ns");
        }
    }

    /** A negative time means for ever, and so does one of more nanoseconds than can be counted, 292 years. */
    public static KeepAlive of(Duration time) {
        return time.isNegative() || time.compareTo(COUNTABLE_MAX) >= 0 ? FOREVER : new KeepAlive(time.toNanos());
    }

    /** Whether a model unused for {@code idleNanos} is to go. */
    boolean isOver(long idleNanos) {
        return nanos != Long.MAX_VALUE && idleNanos >= nanos;
    }
}
