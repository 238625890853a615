package dev.edgewise.gateway.request;

import java.util.Locale;

/** The ten phases of a request, in their order. */
public enum Phase {
    ADMIT,
    IDENTIFY,
    GOVERN,
    METER,
    LOOK_UP,
    ROUTE,
    ANSWER,
    ESCALATE,
    STORE,
    ACCOUNT;

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name in metrics and in {@code Server-Timing}. */
    public String wire() {
        return wire;
    }
}
