package dev.edgewise.routing.pool;

import java.time.Duration;

/**
 * When endpoints are probed, and what their answers mean.
 *
 * @param interval between two probes of an endpoint that is well
 * @param intervalFailing between two probes of an endpoint that is not, and the shortest time between any two
 * @param firstWithin span over which the very first probes are spread
 * @param timeout after which a probe without an answer has failed
 * @param jitterShare the part of each interval that is random, from 0 to 1
 * @param failuresToDown failed probes in a row after which an endpoint that was well counts as down
 */
public record ProbeSettings(
        Duration interval,
        Duration intervalFailing,
        Duration firstWithin,
        Duration timeout,
        double jitterShare,
        int failuresToDown) {

    /** Every 5 s, every second while failing, first within 250 ms, 2 s to answer, a fifth random, 2 failures. */
    public static final ProbeSettings DEFAULT = new ProbeSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMillis(250), Duration.ofSeconds(2), 0.2, 2);

    /** Refuses durations that are not positive, a share outside 0 to 1, and fewer than one failure. */
    public ProbeSettings {
        if (!interval.isPositive() || !intervalFailing.isPositive() || !timeout.isPositive()) {
            throw new IllegalArgumentException("interval, intervalFailing and timeout are positive");
        }
        if (firstWithin.isNegative() || !(jitterShare >= 0 && jitterShare <= 1) || failuresToDown < 1) {
            throw new IllegalArgumentException("firstWithin >= 0, jitterShare 0 to 1, failuresToDown at least 1");
        }
    }
}
