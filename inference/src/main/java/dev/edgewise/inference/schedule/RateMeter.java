package dev.edgewise.inference.schedule;

/**
 * Tokens per nanosecond of one worker: the tokens of the last batches by the time they took, where the newer ones weigh more.
 * The first batch counts at once. One thread at a time.
 */
final class RateMeter {
    /** Before the first batch: about what a small int8 encoder does on one core. */
    private static final double TOKENS_PER_NANO_AT_FIRST = 5e-6;

    /** What is left of the weight of those before with each batch. */
    private static final double KEPT = 0.9;

    private double tokens;
    private double nanos;

    void record(long tokensRun, long nanosTaken) {
        tokens = KEPT * tokens + tokensRun;
        nanos = KEPT * nanos + Math.max(1, nanosTaken);
    }

    double tokensPerNano() {
        return nanos == 0 ? TOKENS_PER_NANO_AT_FIRST : tokens / nanos;
    }
}
