package dev.edgewise.inference.generate;

import java.util.function.LongSupplier;

/** How many tokens a second are written, lately. Written by the decoder's thread, read by any. */
final class WritingRate {
    /** Until something has been measured: a small model on one core. */
    private static final double TOKENS_PER_SECOND_AT_FIRST = 50;

    private static final double WEIGHT_OF_NEWEST = 0.05;

    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private volatile double tokensPerSecond = TOKENS_PER_SECOND_AT_FIRST;

    WritingRate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    void wrote(int tokens, long sinceNanos) {
        if (tokens > 0) {
            double newest = tokens * NANOS_PER_SECOND / Math.max(1, now() - sinceNanos);
            double before = tokensPerSecond;
            tokensPerSecond = before + WEIGHT_OF_NEWEST * (newest - before);
        }
    }

    double tokensPerSecond() {
        return tokensPerSecond;
    }
}
