package dev.edgewise.cache.store;

/**
 * How long one answer serves, counted from when it was made; in nanoseconds.
 *
 * @param ttlNanos while it is fresh
 * @param revalidateNanos past that, while it is still sent at once and fetched anew behind the caller's back
 * @param errorNanos past {@code ttlNanos}, while it is still sent when no fresh answer can be had
 * @param acceptNanos past {@code ttlNanos}, while it is still sent to callers who accept a stale one
 */
record Span(long ttlNanos, long revalidateNanos, long errorNanos, long acceptNanos) {
    /** How long the answer is worth keeping. Saturates. */
    long keptNanos() {
        long sum = ttlNanos + Math.max(unaskedNanos(), acceptNanos);
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** How long past its freshness it may be sent to callers who did not ask for a stale one. */
    long unaskedNanos() {
        return Math.max(revalidateNanos, errorNanos);
    }
}
