package dev.edgewise.loadtest.streams;

import dev.edgewise.loadtest.client.Target;
import java.time.Duration;
import java.util.Map;

/**
 * One closed-loop run of streams against a node whose centre is the stand-in cluster.
 *
 * @param target where requests go
 * @param headers sent with every request; the key among them
 * @param model the model asked for
 * @param streams streams at once, each on its own connection
 * @param rounds streams one after the other on each connection
 * @param ramp time over which the first round's streams begin
 * @param timeout most time for one stream
 * @param http2 speak HTTP/2
 * @param seed makes the questions of this run its own
 */
public record StreamsOptions(
        Target target,
        Map<String, String> headers,
        String model,
        int streams,
        int rounds,
        Duration ramp,
        Duration timeout,
        boolean http2,
        long seed) {
    /** Checks bounds. */
    public StreamsOptions {
        headers = Map.copyOf(headers);
        if (streams < 1 || streams > 65_536) {
            throw new IllegalArgumentException("streams must be 1 to 65536");
        }
        if (rounds < 1 || rounds > 1_000_000) {
            throw new IllegalArgumentException("rounds must be 1 to 1000000");
        }
        if (timeout.toMillis() < 1 || ramp.isNegative()) {
            throw new IllegalArgumentException("the timeout must be at least 1ms and the ramp not negative");
        }
    }
}
