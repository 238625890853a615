package dev.edgewise.gateway.request;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Request ids: the caller's own when it is harmless, else a new one. */
public final class RequestIds {
    private static final int LENGTH_MAX = 128;

    private RequestIds() {}

    /** The id of a request whose caller gave this one, or none. */
    public static String of(@Nullable String given, RandomGenerator random) {
        return given != null && usable(given) ? given : "req_" + HexFormat.of().toHexDigits(random.nextLong());
    }

    private static boolean usable(String id) {
        if (id.isEmpty() || id.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
