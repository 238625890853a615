package dev.edgewise.inference.store.pull;

import java.net.URI;
import java.util.Locale;

/**
 * A server as a browser tells servers apart.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in small letters
 * @param port the scheme's own where the address names none
 */
record Origin(String scheme, String host, int port) {
    static Origin of(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, host, port);
    }
}
