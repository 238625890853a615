package dev.edgewise.inference.schedule;

/** Tokens per nanosecond of one worker, as an exponentially weighted mean over batches. Any thread. */
final class RateMeter {
    /** Before the first batch: about what a small int8 encoder does on one core. */
    private static final double TOKENS_PER_NANO_AT_FIRST = 5e-6;

    private static final double WEIGHT_OF_NEWEST = 0.1;

    private volatile double tokensPerNano = TOKENS_PER_NANO_AT_FIRST;

    synchronized void record(long tokens, long nanos) {
        double now = tokens / (double) Math.max(1, nanos);
        tokensPerNano += WEIGHT_OF_NEWEST * (now - tokensPerNano);
    }

    double tokensPerNano() {
        return tokensPerNano;
    }
}
