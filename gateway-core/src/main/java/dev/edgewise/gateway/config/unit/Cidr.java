package dev.edgewise.gateway.config.unit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of IP addresses such as {@code 10.0.0.0/8} or {@code fd00::/8}; an address alone is a block of one. Immutable.
 */
public final class Cidr {

    /** What to write, for errors and documents. */
    public static final String EXPECTED = "an address block such as 10.0.0.0/8, 192.0.2.7, fd00::/8";

    private static final Pattern V4 = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern BITS = Pattern.compile("\\d{1,3}");

    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** Reads a block; bits set behind the prefix are refused, for they show that something else was meant. */
    public static Parsed<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return Parsed.bad(EXPECTED);
        }
        int all = address.length * 8;
        String suffix = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
        if (!BITS.matcher(suffix).matches() || Integer.parseInt(suffix) > all) {
            return Parsed.bad("a prefix length from 0 to " + all + " behind the slash");
        }
        Cidr block = new Cidr(address, Integer.parseInt(suffix));
        byte[] masked = block.masked(address);
        return Arrays.equals(masked, address)
                ? Parsed.ok(block)
                : Parsed.bad("the first address of the block, " + new Cidr(masked, block.bits));
    }

    private static byte @Nullable [] address(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return null;
        }
        try {
            // The form admits literals only, so no name is looked up.
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    /** Whether the address lies in the block. An IPv4 address never lies in an IPv6 block, nor the other way round. */
    public boolean contains(InetAddress address) {
        byte[] raw = address.getAddress();
        if (raw.length != network.length) {
            return false;
        }
        int whole = bits >> 3;
        for (int i = 0; i < whole; i++) {
            if (raw[i] != network[i]) {
                return false;
            }
        }
        int rest = bits & 7;
        return rest == 0 || ((raw[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
    }

    private byte[] masked(byte[] address) {
        byte[] masked = address.clone();
        for (int bit = bits; bit < masked.length * 8; bit++) {
            masked[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
        return masked;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cidr that && bits == that.bits && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }

    /** As it is written in the file. */
    @Override
    public String toString() {
        try {
            String host = InetAddress.getByAddress(network).getHostAddress();
            return bits == network.length * 8 ? host : host + "/" + bits;
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
