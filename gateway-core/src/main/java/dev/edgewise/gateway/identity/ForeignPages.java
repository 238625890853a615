package dev.edgewise.gateway.identity;

import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.gateway.request.RequestHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others from using the browser of somebody on this machine as their hand: a node without tenants
 * trusts whoever reaches its loopback address, and every page in a local browser does. A browser names the page's origin
 * with every request that is not a plain read, and a page cannot change that line. Pure.
 */
final class ForeignPages {
    private ForeignPages() {}

    /** Why a request without a key may not pass, or null when it may. */
    static @Nullable Refusal objection(RequestHeaders headers) {
        String origin = headers.get("origin");
        return origin == null || isLocal(host(origin))
                ? null
                : Refusal.client(
                        403,
                        "foreign_origin",
                        "This node has no tenants, so it does not answer web pages of other machines. Give it tenants"
                                + " ('./edgewise key new TENANT' prints a key) and send the key.");
    }

    /** The host of an origin such as {@code http://localhost:3000}; empty for {@code null}, which hides one. */
    private static String host(String origin) {
        int scheme = origin.indexOf("://");
        if (!origin.startsWith("http") || scheme < 0) {
            return "";
        }
        String authority = origin.substring(scheme + 3);
        int port = authority.lastIndexOf(':');
        String name = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
