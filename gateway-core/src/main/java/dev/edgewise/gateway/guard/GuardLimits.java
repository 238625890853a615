package dev.edgewise.gateway.guard;

import dev.edgewise.gateway.config.LimitsConfig;

/**
 * The bounds of {@link Guard}.
 *
 * @param uriBytesMax target in the request line, in bytes
 * @param headerLinesMax header lines of a request
 * @param headerBytesMax all header lines together, in bytes
 * @param connectionsMax open connections of all loops
 * @param headNanosMax from the first byte of a head to its last
 * @param bodyNanosMax from the wish for a body to its last byte
 * @param bodyBytesPerSecondMin average of a body after {@link #BODY_GRACE_NANOS}; 0 for any
 * @param stallNanosMax a reader takes nothing of what waits for it
 * @param idleNanosMax a connection has no request any more
 */
public record GuardLimits(
        int uriBytesMax,
        int headerLinesMax,
        int headerBytesMax,
        int connectionsMax,
        long headNanosMax,
        long bodyNanosMax,
        long bodyBytesPerSecondMin,
        long stallNanosMax,
        long idleNanosMax) {
    /** A body's rate is judged after this time. */
    public static final long BODY_GRACE_NANOS = 5_000_000_000L;

    private static final long TICK_MILLIS_MAX = 250;
    private static final long TICK_MILLIS_MIN = 10;

    public static GuardLimits of(LimitsConfig config) {
        return new GuardLimits(
                config.uriBytesMax(),
                config.headers().countMax(),
                config.headers().bytesMax(),
                config.connectionsMax(),
                config.headerTimeMax().toNanos(),
                config.bodyTimeMax().toNanos(),
                config.bodyBytesPerSecondMin(),
                config.writeStallMax().toNanos(),
                config.idleTimeMax().toNanos());
    }

    /** How long a new connection may send nothing: its first request is awaited no longer than a head takes. */
    long unusedNanosMax() {
        return Math.min(headNanosMax, idleNanosMax);
    }

    /** Time between two looks at all connections: an eighth of the shortest limit, at most a quarter of a second. */
    long tickMillis() {
        long shortest =
                Math.min(Math.min(headNanosMax, bodyNanosMax), Math.min(stallNanosMax, idleNanosMax)) / 1_000_000;
        return Math.clamp(shortest / 8, TICK_MILLIS_MIN, TICK_MILLIS_MAX);
    }
}
