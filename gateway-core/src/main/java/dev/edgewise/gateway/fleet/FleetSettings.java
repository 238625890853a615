package dev.edgewise.gateway.fleet;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the fleet is reached.
 *
 * @param server {@code nats://HOST:PORT}, or {@code tls:}
 * @param user null: none
 * @param password null: none
 * @param namespace begins every subject, so that fleets can share a server
 * @param node this node's name there
 * @param position the file that remembers the last event heard
 */
public record FleetSettings(
        URI server, @Nullable String user, @Nullable String password, String namespace, String node, Path position) {
    /** Without its secrets. */
    @Override
    public String toString() {
        return server + " as " + namespace;
    }
}
