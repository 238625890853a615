package dev.edgewise.gateway.config;

import dev.edgewise.gateway.config.setting.Scalar;
import dev.edgewise.gateway.config.setting.Scalars;
import dev.edgewise.gateway.config.unit.Parsed;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses of servers that the operator names. */
public final class Urls {

    static final Scalar<URI> URL = Scalars.parsed(
            "an address such as https://gpu-1.example.net or http://10.0.0.7:8000", Urls::parse, URI::toString);

    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|0[xX][0-9a-fA-F]+(?:\\.[0-9a-fA-FxX]+)*");
    private static final Pattern DOTTED_QUAD = Pattern.compile("(?:(?:0|[1-9]\\d{0,2})\\.){3}(?:0|[1-9]\\d{0,2})");
    private static final int PORT_MAX = 65_535;

    private Urls() {}

    /**
     * Whether the node must never connect there: link-local addresses, where clouds keep the credentials of a machine.
     * Names are checked here too, after they have been resolved. Private addresses are fine, for an operator listed them.
     */
    public static boolean isForbidden(InetAddress address) {
        return address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress();
    }

    static Parsed<URI> parse(String text) {
        return parse(text, "https://gpu-1.example.net", "api_key", "http", "https");
    }

    /** Addresses of servers that speak something else than HTTP. */
    static Scalar<URI> server(String example, String secretKey, String plain, String encrypted) {
        return Scalars.parsed(
                "an address such as " + example,
                text -> parse(text, example, secretKey, plain, encrypted),
                URI::toString);
    }

    private static Parsed<URI> parse(String text, String example, String secretKey, String plain, String encrypted) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException notAUrl) {
            return Parsed.bad("an address such as " + example);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        if (!scheme.equals(plain) && !scheme.equals(encrypted)) {
            return Parsed.bad("an address that begins with " + plain + ":// or " + encrypted + "://");
        }
        if (url.getHost() == null || url.getPort() == 0 || url.getPort() > PORT_MAX) {
            return Parsed.bad("an address with a host name, and a port from 1 to 65535 if any");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            return Parsed.bad("an address without '?' and '#'");
        }
        if (url.getRawUserInfo() != null) {
            return Parsed.bad("an address without credentials; those go into " + secretKey);
        }
        return checkHost(url);
    }

    private static Parsed<URI> checkHost(URI url) {
        String host = host(url);
        if (NUMBERS.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches()) {
            return Parsed.bad("an address of four numbers such as 10.0.0.7");
        }
        if (host.contains(":") || DOTTED_QUAD.matcher(host).matches()) {
            try {
                if (isForbidden(InetAddress.ofLiteral(host))) {
                    return Parsed.bad("a server; link-local, multicast and unspecified addresses are refused");
                }
            } catch (IllegalArgumentException notAnAddress) {
                return Parsed.bad("a valid IP address");
            }
        }
        return Parsed.ok(url);
    }

    static String host(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    static String pathPrefix(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return path.endsWith("/v1") ? path.substring(0, path.length() - 3) : path;
    }
}
