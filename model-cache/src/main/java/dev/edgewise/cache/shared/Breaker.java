package dev.edgewise.cache.shared;

import java.util.function.LongSupplier;

/**
 * Keeps calls from a server that does not answer: after some failures in a row it is left alone for a while, then one
 * call finds out whether it is back. Any thread.
 */
public final class Breaker {
    private final int failuresMax;
    private final long pauseNanosMin;
    private final long pauseNanosMax;
    private final LongSupplier nanos;
    private int failures;
    private long pauseNanos;
    private long closedUntil;
    private boolean probing;

    /**
     * @param failuresMax failures in a row before the first pause
     * @param pauseNanosMin the first pause, in nanoseconds; each further one is twice as long
     * @param pauseNanosMax the longest pause, in nanoseconds
     * @param nanos a clock that only moves forward
     */
    public Breaker(int failuresMax, long pauseNanosMin, long pauseNanosMax, LongSupplier nanos) {
        this.failuresMax = failuresMax;
        this.pauseNanosMin = pauseNanosMin;
        this.pauseNanosMax = pauseNanosMax;
        this.nanos = nanos;
        this.pauseNanos = pauseNanosMin;
    }

    /** Whether a call may be made now; whoever is told yes says how it went. */
    public synchronized boolean lets() {
        if (failures < failuresMax) {
            return true;
        }
        if (probing || nanos.getAsLong() - closedUntil < 0) {
            return false;
        }
        probing = true;
        return true;
    }

    public synchronized void succeeded() {
        failures = 0;
        probing = false;
        pauseNanos = pauseNanosMin;
    }

    public synchronized void failed() {
        if (failures >= failuresMax && !probing) {
            // A call from before the pause: it says nothing new.
            return;
        }
        failures++;
        if (failures >= failuresMax) {
            closedUntil = nanos.getAsLong() + pauseNanos;
            pauseNanos = Math.min(2 * pauseNanos, pauseNanosMax);
            probing = false;
        }
    }

    /** Whether calls are kept away. */
    public synchronized boolean isOpen() {
        return failures >= failuresMax;
    }
}
