package dev.edgewise.loadtest.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where load goes.
 *
 * @param host host name or address
 * @param port TCP port
 * @param tls whether to speak TLS
 * @param path path and query of every request
 */
public record Target(String host, int port, boolean tls, String path) {
    private static final String DEFAULT_PATH = "/v1/chat/completions";

    /**
     * Reads {@code http[s]://host[:port][/path]}; without a path it is {@value #DEFAULT_PATH}.
     *
     * @param allowRemote whether a host that is not this machine may be loaded
     * @throws IllegalArgumentException when the text is no such address, or the host is another machine and
     *     {@code allowRemote} is false: load sent to somebody else's server by mistake is an attack
     */
    public static Target parse(String text, boolean allowRemote) {
        URI uri = URI.create(text);
        boolean tls = "https".equals(uri.getScheme());
        if (uri.getHost() == null || !(tls || "http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("'" + text + "' is no address; write for example http://127.0.0.1:8080");
        }
        if (!allowRemote && !isThisMachine(uri.getHost())) {
            throw new IllegalArgumentException(
                    uri.getHost() + " is not this machine; add --allow-remote if you may put load on it");
        }
        String path = uri.getRawPath() == null || uri.getRawPath().length() <= 1 ? DEFAULT_PATH : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        return new Target(uri.getHost(), port, tls, path + query);
    }

    private static boolean isThisMachine(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host " + host + " is unknown", e);
        }
    }

    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + host + ":" + port + path;
    }
}
