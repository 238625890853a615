package dev.edgewise.gateway.upstream;

import dev.edgewise.routing.pool.Cluster;
import dev.edgewise.routing.pool.ProbeSettings;
import org.jspecify.annotations.Nullable;

/**
 * A central cluster as the node reaches it. Its text form hides the key.
 *
 * @param cluster its endpoints, their health and the choice among them; shared by all event loops
 * @param apiKey the node's own key there, or null
 * @param caFile PEM of the authorities to trust, or null for the JDK's own
 * @param speaks the version of HTTP
 * @param bounds of the connections to one endpoint
 * @param probe how its endpoints are asked for a sign of life
 */
public record ClusterTarget(
        Cluster cluster, @Nullable String apiKey, @Nullable String caFile, Speaks speaks, Bounds bounds, Probe probe) {
    /** Versions of HTTP. */
    public enum Speaks {
        /** HTTP/1.1, and HTTP/2 where TLS negotiates it. */
        NEGOTIATED,
        HTTP1,
        /** HTTP/2 only; in clear text with prior knowledge. */
        HTTP2
    }

    /**
     * Bounds of the connections to one endpoint from one event loop.
     *
     * @param connectionsMax open HTTP/1.1 connections
     * @param waitingMax requests that wait for one
     * @param connectMillisMax longest wait for a new one
     * @param idleSecondsMax how long an unused one is kept
     * @param silenceMillisMax longest silence while an answer is awaited or runs
     */
    public record Bounds(
            int connectionsMax, int waitingMax, int connectMillisMax, int idleSecondsMax, long silenceMillisMax) {}

    /**
     * How endpoints are probed.
     *
     * @param path what is asked for; any status below 500 is a sign of life
     * @param timeoutMillis longest wait for it
     */
    public record Probe(String path, long timeoutMillis, ProbeSettings settings) {}

    @Override
    public String toString() {
        return "ClusterTarget[" + cluster.name() + "]";
    }
}
