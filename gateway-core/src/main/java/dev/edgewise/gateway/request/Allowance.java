package dev.edgewise.gateway.request;

/**
 * What is left of a tenant's requests.
 *
 * @param limit requests in a window
 * @param windowNanos the window's length
 * @param remaining requests left now
 * @param resetNanos until all of them are back
 */
public record Allowance(long limit, long windowNanos, long remaining, long resetNanos) {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Adds OpenAI's names and the RateLimit fields of the IETF's httpapi draft. */
    public void addTo(HeaderList headers) {
        long seconds = (resetNanos + SECOND_NANOS - 1) / SECOND_NANOS;
        headers.add("x-ratelimit-limit-requests", Long.toString(limit))
                .add("x-ratelimit-remaining-requests", Long.toString(remaining))
                .add("x-ratelimit-reset-requests", resetNanos / 1_000_000 + "ms")
                .add("ratelimit", "\"requests\";r=" + remaining + ";t=" + seconds)
                .add("ratelimit-policy", "\"requests\";q=" + limit + ";w=" + windowNanos / SECOND_NANOS);
    }
}
