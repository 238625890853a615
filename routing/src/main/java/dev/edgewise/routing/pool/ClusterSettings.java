package dev.edgewise.routing.pool;

/**
 * All bounds of one cluster.
 *
 * @param pool health and choice of endpoints
 * @param retry the retry budget
 * @param probe the active probes
 */
public record ClusterSettings(PoolSettings pool, RetrySettings retry, ProbeSettings probe) {

    /** The defaults of all three. */
    public static final ClusterSettings DEFAULT =
            new ClusterSettings(PoolSettings.DEFAULT, RetrySettings.DEFAULT, ProbeSettings.DEFAULT);
}
