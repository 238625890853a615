package dev.edgewise.gateway.config;

import java.net.InetAddress;
import java.util.Locale;

/** What a host name or address means without asking the network. */
final class Hosts {

    private Hosts() {}

    /** Whether only this machine reaches it; a name that is not {@code localhost} counts as reachable by others. */
    static boolean isLoopback(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** Whether it binds every address of the machine. */
    static boolean isAny(String host) {
        try {
            return InetAddress.ofLiteral(host).isAnyLocalAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
