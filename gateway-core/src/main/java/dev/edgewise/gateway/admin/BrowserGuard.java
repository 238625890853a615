package dev.edgewise.gateway.admin;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages of others from using the browser of somebody near the node as their hand: an admin plane on loopback
 * without keys trusts whoever reaches it, and every page in a local browser does. Pure.
 */
final class BrowserGuard {
    private BrowserGuard() {}

    /** Why the request may not pass, or null when it may. */
    static @Nullable String objection(Asked asked, boolean keyed) {
        String name = hostName(asked.host);
        // A page can point its own name at 127.0.0.1 (DNS rebinding); then the Host header still tells its name.
        if (!keyed && !isLocal(name) && !name.equalsIgnoreCase(asked.boundHost)) {
            return "This admin plane has no keys and answers only to its own address. Ask for " + asked.boundHost
                    + ", or set listen.admin.keys.";
        }
        if (asked.isReading()) {
            return null;
        }
        boolean foreignSite =
                asked.fetchSite != null && !asked.fetchSite.equals("same-origin") && !asked.fetchSite.equals("none");
        boolean foreignOrigin = asked.origin != null
                && !asked.origin.toLowerCase(Locale.ROOT).endsWith("://" + asked.host.toLowerCase(Locale.ROOT));
        return foreignSite || foreignOrigin ? "A web page of another origin may not do this." : null;
    }

    /**
     * What of a request counts here.
     *
     * @param host the authority asked for, with its port; empty when there is none
     * @param boundHost where the plane listens
     * @param origin the {@code Origin} header
     * @param fetchSite the {@code Sec-Fetch-Site} header
     */
    record Asked(
            String method,
            String host,
            String boundHost,
            @Nullable String origin,
            @Nullable String fetchSite) {
        boolean isReading() {
            return method.equals("GET") || method.equals("HEAD");
        }
    }

    private static String hostName(String authority) {
        int port = authority.lastIndexOf(':');
        boolean hasPort = port > authority.lastIndexOf(']');
        String name = hasPort ? authority.substring(0, port) : authority;
        return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    }

    private static boolean isLocal(String name) {
        return name.equalsIgnoreCase("localhost") || name.equals("::1") || name.matches("127\\.[0-9.]{5,11}");
    }
}
