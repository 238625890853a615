package dev.edgewise.inference.store.pull;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Which addresses a stranger may send us to. */
final class Addresses {
    private Addresses() {}

    /** Whether the address is one of the public internet, neither this machine's nor a network's own. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return address instanceof Inet6Address ? isPublic6(bytes) : isPublic4(bytes, 0);
    }

    private static boolean isPublic4(byte[] bytes, int at) {
        int first = bytes[at] & 0xFF;
        int second = bytes[at + 1] & 0xFF;
        return !(first == 0
                || first == 10
                || first == 127
                || first >= 224
                || (first == 100 && second >= 64 && second < 128)
                || (first == 169 && second == 254)
                || (first == 172 && second >= 16 && second < 32)
                || (first == 192 && second == 168)
                || (first == 192 && second == 0)
                || (first == 198 && (second == 18 || second == 19)));
    }

    private static boolean isPublic6(byte[] bytes) {
        int first = bytes[0] & 0xFF;
        boolean unique = (first & 0xFE) == 0xFC;
        // Forms that carry an IPv4 address: a translator may lead back inside. fec0::/10 is site-local of old.
        boolean mapped = first == 0 || (first == 0x20 && bytes[1] == 0x02);
        boolean translated = first == 0 && (bytes[1] & 0xFF) == 0x64;
        return !unique && !mapped && !translated && first != 0xFF;
    }
}
