package dev.edgewise.routing;

import java.util.Locale;
import java.util.Optional;

/** What matters most to the caller when both places can answer ({@code Edge-Prefer} or the route's setting). */
public enum Prefer {
    /** No wish: the node answers when it is ready. */
    UNSET,
    /** The earliest first output. */
    LATENCY,
    /** The larger model. */
    QUALITY,
    /** The fewest central tokens. */
    COST;

    /** Reads a header or configuration value in any case; empty for anything but latency, quality and cost. */
    public static Optional<Prefer> parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "latency" -> Optional.of(LATENCY);
            case "quality" -> Optional.of(QUALITY);
            case "cost" -> Optional.of(COST);
            default -> Optional.empty();
        };
    }
}
