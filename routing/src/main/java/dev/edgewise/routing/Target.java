package dev.edgewise.routing;

import java.util.Locale;
import java.util.Optional;

/**
 * The place the caller insists on ({@code Edge-Target}). Unlike {@link Prefer} it is binding: when that place cannot
 * answer, the other one is not used and the request is refused with the reason.
 */
public enum Target {
    /** Either place. */
    UNSET,
    /** The node only. */
    EDGE,
    /** The centre only. */
    CENTRAL;

    /** Reads a header value in any case; empty for anything but edge and central. */
    public static Optional<Target> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "edge" -> Optional.of(EDGE);
            case "central" -> Optional.of(CENTRAL);
            default -> Optional.empty();
        };
    }
}
