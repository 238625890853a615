package dev.edgewise.gateway.shared;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How a server is asked whether it has been running since a life began: each life has a script of its own loaded, and a server
 * forgets scripts when it ends, though it may restore everything else from a file. Any thread.
 */
final class Marks {
    private volatile Mark last = new Mark(0, digest(0));

    private record Mark(long life, String digest) {}

    /** The script that is loaded when a life begins. */
    static String script(long life) {
        return "return '" + Long.toHexString(life) + "'";
    }

    /** The name that the server gives to the script. */
    String of(long life) {
        Mark known = last;
        if (known.life != life) {
            known = new Mark(life, digest(life));
            last = known;
        }
        return known.digest;
    }

    private static String digest(long life) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1")
                            .digest(script(life).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
