package dev.edgewise.gateway.upstream;

import java.net.URI;

/**
 * Where an endpoint listens.
 *
 * @param host name or address, without brackets around IPv6
 * @param port the port, that of the scheme when none is written
 * @param tls whether it speaks TLS
 * @param basePath what stands before the API's path; an operator who writes {@code /v1} at the end means the same as
 *     without
 */
record Address(String host, int port, boolean tls, String basePath) {
    static Address of(URI url) {
        boolean tls = "https".equals(url.getScheme());
        String host = url.getHost();
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return new Address(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                url.getPort() > 0 ? url.getPort() : tls ? 443 : 80,
                tls,
                basePath(path));
    }

    /** As the {@code host} line has it. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
        return port == (tls ? 443 : 80) ? name : name + ':' + port;
    }

    private static String basePath(String path) {
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return trimmed.endsWith("/v1") ? trimmed.substring(0, trimmed.length() - 3) : trimmed;
    }
}
