package dev.edgewise.loadtest.run;

import dev.edgewise.loadtest.client.Target;
import java.time.Duration;
import java.util.Map;

/**
 * One open-loop run.
 *
 * @param target where requests go
 * @param headers sent with every request; the key among them
 * @param ratePerSecond mean requests per second, above 0
 * @param arrivals how they are spread
 * @param warmup time at the start whose requests are sent but not reported
 * @param duration time after the warm-up in which requests start
 * @param timeout most time a request may take from its due moment
 * @param stream ask for event streams
 * @param connections most connections at once
 * @param http2 speak HTTP/2
 * @param inFlightMax most requests at once; one due past it is counted as not sent
 * @param seed for the arrivals
 */
public record RunOptions(
        Target target,
        Map<String, String> headers,
        double ratePerSecond,
        Arrivals arrivals,
        Duration warmup,
        Duration duration,
        Duration timeout,
        boolean stream,
        int connections,
        boolean http2,
        int inFlightMax,
        long seed) {
    /** Checks bounds. */
    public RunOptions {
        headers = Map.copyOf(headers);
        require(ratePerSecond > 0 && ratePerSecond <= 1_000_000, "the rate must be above 0 and at most 1000000/s");
        require(!duration.isNegative() && !duration.isZero(), "the duration must be above 0");
        require(duration.toHours() < 24 && warmup.toHours() < 24, "a run lasts less than 24 h");
        require(!warmup.isNegative(), "the warm-up must not be negative");
        require(timeout.toMillis() >= 1, "the timeout must be at least 1ms");
        require(connections >= 1 && connections <= 65_536, "connections must be 1 to 65536");
        require(inFlightMax >= 1, "the bound on requests in flight must be at least 1");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
