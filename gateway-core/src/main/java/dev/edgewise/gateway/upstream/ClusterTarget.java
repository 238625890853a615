package dev.edgewise.gateway.upstream;

import dev.edgewise.routing.pool.Cluster;
import org.jspecify.annotations.Nullable;

/**
 * A central cluster as the node reaches it. Its text form hides the key.
 *
 * @param cluster its endpoints, their health and the choice among them; shared by all event loops
 * @param apiKey the node's own key there, or null
 * @param caFile PEM of the authorities to trust, or null for the JDK's own
 * @param http2ClearText whether {@code http} URLs speak HTTP/2 with prior knowledge
 */
public record ClusterTarget(
        Cluster cluster, @Nullable String apiKey, @Nullable String caFile, boolean http2ClearText) {
    @Override
    public String toString() {
        return "ClusterTarget[" + cluster.name() + "]";
    }
}
