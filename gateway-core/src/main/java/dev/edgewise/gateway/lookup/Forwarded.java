package dev.edgewise.gateway.lookup;

import dev.edgewise.cache.store.Lookup;

/** Why a request was not answered from the cache, as {@code fwd} of {@code Cache-Status} says it (RFC 9211, section 2.2). */
public enum Forwarded {
    /** Its answer is not reused. */
    BYPASS("bypass"),
    /** It did not want the stored one. */
    REQUEST("request"),
    /** There was none. */
    MISS("miss"),
    /** Some of its items were there. */
    PARTIAL("partial"),
    /** There was a stale one. */
    STALE("stale");

    private final String wire;

    Forwarded(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** Why what a lookup found was not sent; a hit in a form that cannot be made counts as none. */
    static Forwarded of(Lookup found) {
        return switch (found) {
            case Lookup.Hit hit -> MISS;
            case Lookup.Stale stale -> STALE;
            case Lookup.Miss(var cause) ->
                switch (cause) {
                    case ABSENT -> MISS;
                    case BYPASSED, TOO_OLD, ENDS_TOO_SOON -> REQUEST;
                    case TOO_STALE -> STALE;
                };
        };
    }
}
