package dev.edgewise.gateway.shared;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the shared tier is reached.
 *
 * @param server {@code redis://HOST:PORT[/DATABASE]}, or {@code rediss:} for TLS
 * @param user the server's user; null: the default one
 * @param password null: none
 * @param namespace begins every key, so that fleets can share a server
 * @param timeMax how long a call may take
 * @param bodyBytesMax the largest answer taken, in bytes
 */
public record SharedSettings(
        URI server,
        @Nullable String user,
        @Nullable String password,
        String namespace,
        Duration timeMax,
        int bodyBytesMax) {
    /** Without its secrets. */
    @Override
    public String toString() {
        return server + " as " + namespace;
    }
}
