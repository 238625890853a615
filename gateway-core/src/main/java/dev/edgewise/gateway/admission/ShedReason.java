package dev.edgewise.gateway.admission;

/** Why a request was turned away before any work. */
public enum ShedReason {
    /** The node is shutting down. */
    DRAINING("draining"),
    /** Its body is larger than one may be. */
    BODY_TOO_LARGE("body-too-large"),
    /** There are as many requests in flight as there may be. */
    IN_FLIGHT("in-flight"),
    /** All bodies together take what they may take. */
    BODIES("bodies");

    private final String wire;

    ShedReason(String wire) {
        this.wire = wire;
    }

    /** As metrics write it. */
    public String wire() {
        return wire;
    }
}
