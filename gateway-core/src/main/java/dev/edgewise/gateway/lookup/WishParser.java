package dev.edgewise.gateway.lookup;

import dev.edgewise.gateway.request.Arrival;
import dev.edgewise.gateway.request.Refusal;
import dev.edgewise.routing.Prefer;
import dev.edgewise.routing.Target;
import dev.edgewise.routing.Wish;
import java.util.Optional;

/** Reads {@code Edge-Prefer} and {@code Edge-Target}. */
public final class WishParser {
    private WishParser() {}

    /** What reading gives. */
    public sealed interface Parsed {
        record Read(Wish wish) implements Parsed {}

        record Wrong(Refusal refusal) implements Parsed {}
    }

    /** @param fallback the route's own preference, for callers that state none */
    public static Parsed parse(Arrival arrival, Prefer fallback, long nowNanos) {
        String preferText = arrival.headers().get("edge-prefer");
        String targetText = arrival.headers().get("edge-target");
        long left = arrival.deadlineNanos() - nowNanos;
        if (preferText == null && targetText == null) {
            return new Parsed.Read(new Wish(fallback, Target.UNSET, left));
        }
        Optional<Prefer> prefer = preferText == null ? Optional.of(fallback) : Prefer.parse(preferText);
        Optional<Target> target = targetText == null ? Optional.of(Target.UNSET) : Target.parse(targetText);
        if (prefer.isEmpty()) {
            return wrong("Edge-Prefer", "latency, quality or cost");
        }
        if (target.isEmpty()) {
            return wrong("Edge-Target", "edge or central");
        }
        return new Parsed.Read(new Wish(prefer.get(), target.get(), left));
    }

    private static Parsed wrong(String header, String values) {
        return new Parsed.Wrong(Refusal.invalid("invalid_header", header, header + " must be " + values + "."));
    }
}
