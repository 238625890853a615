package dev.edgewise.routing.pool;

import java.time.Duration;

/**
 * The bounds of a cluster's health and choice.
 *
 * @param outstandingMax requests one endpoint carries at a time
 * @param ejectAfterFailures failures in a row that eject an endpoint
 * @param ejectionUnit the first ejection's length; the n-th lasts n times that
 * @param ejectionMax the longest ejection; an endpoint that behaves for that long starts at one again
 * @param ejectedShareMax the share of endpoints that may be ejected at a time, from 0 to 1, rounded down
 * @param latencyDecay time constant with which a latency peak is forgotten
 * @param failurePenalty latency a failure counts as, so that failing fast does not look like being fast
 * @param coolingMax the longest an endpoint that asked for a pause is avoided
 * @param attemptsMax endpoints tried for one request, the first included
 */
public record PoolSettings(
        int outstandingMax,
        int ejectAfterFailures,
        Duration ejectionUnit,
        Duration ejectionMax,
        double ejectedShareMax,
        Duration latencyDecay,
        Duration failurePenalty,
        Duration coolingMax,
        int attemptsMax) {

    /** 1,024 requests, 5 failures, 30 s to 5 min, half of the pool, 10 s, 1 s, 30 s, 3 attempts. */
    public static final PoolSettings DEFAULT = new PoolSettings(
            1_024,
            5,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            0.5,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            3);

    /** Refuses counts and durations that are not positive, and a share outside 0 to 1. */
    public PoolSettings {
        if (outstandingMax < 1 || ejectAfterFailures < 1 || attemptsMax < 1) {
            throw new IllegalArgumentException("outstandingMax, ejectAfterFailures and attemptsMax are at least 1");
        }
        if (!(ejectedShareMax >= 0 && ejectedShareMax <= 1)) {
            throw new IllegalArgumentException("ejectedShareMax is between 0 and 1, not " + ejectedShareMax);
        }
        if (!ejectionUnit.isPositive() || !latencyDecay.isPositive() || ejectionMax.compareTo(ejectionUnit) < 0) {
            throw new IllegalArgumentException("ejectionUnit and latencyDecay are positive, ejectionMax >= the unit");
        }
        if (failurePenalty.isNegative() || coolingMax.isNegative()) {
            throw new IllegalArgumentException("failurePenalty and coolingMax are not negative");
        }
    }
}
