package dev.edgewise.gateway.policy;

import dev.edgewise.gateway.request.Effects;
import dev.edgewise.gateway.request.RequestHeaders;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;

/**
 * Where the caller is, from a header that only listed peers may set. Immutable.
 */
public final class TrustedCountry {
    /** Believes nobody. */
    public static final TrustedCountry NOBODY = new TrustedCountry(List.of());

    /**
     * @param peers networks whose word counts
     * @param header the header they set
     */
    public record Source(List<Network> peers, String header) {}

    /**
     * An IP network.
     *
     * @param address its first address, 4 or 16 bytes
     * @param prefixBits how many leading bits count
     */
    public record Network(byte[] address, int prefixBits) {
        /** @throws IllegalArgumentException when {@code cidr} is not a network such as {@code 10.0.0.0/8} */
        public static Network of(String cidr) {
            int slash = cidr.indexOf('/');
            byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? cidr : cidr.substring(0, slash));
            if (address == null) {
                throw new IllegalArgumentException("expected a network such as 10.0.0.0/8; found '" + cidr + "'");
            }
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException("the prefix of '" + cidr + "' must be 0 to " + address.length * 8);
            }
            return new Network(address, bits);
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int i = 0, left = prefixBits; left > 0; i++, left -= 8) {
                int mask = left >= 8 ? 0xff : 0xff << (8 - left) & 0xff;
                if (((address[i] ^ other[i]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Source> sources;

    public TrustedCountry(List<Source> sources) {
        this.sources = List.copyOf(sources);
    }

    /** ISO 3166-1 alpha-2 in upper case, or {@code ZZ} when nobody trusted says one. */
    public String of(String peer, RequestHeaders headers) {
        if (sources.isEmpty()) {
            return Effects.UNKNOWN_COUNTRY;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(peer);
        for (Source source : sources) {
            String value = address == null || !trusts(source, address) ? null : headers.get(source.header);
            if (value != null && isCountry(value)) {
                return value.toUpperCase(Locale.ROOT);
            }
        }
        return Effects.UNKNOWN_COUNTRY;
    }

    private static boolean trusts(Source source, byte[] peer) {
        for (Network network : source.peers) {
            if (network.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCountry(String value) {
        return value.length() == 2 && isLetter(value.charAt(0)) && isLetter(value.charAt(1));
    }

    private static boolean isLetter(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
