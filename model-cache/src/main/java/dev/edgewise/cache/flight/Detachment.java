package dev.edgewise.cache.flight;

/** Why a flight goes on, or ended well, without one of its followers. */
public enum Detachment {
    /** The follower left more live bytes unconsumed than {@link FlightBounds#lagBytesMax}. */
    LAG_BYTES_MAX,
    /** The follower waits for the whole answer, which has outgrown {@link FlightBounds#recordedBytesMax}. */
    RECORDED_BYTES_MAX,
    /** The flight ended well, but its leader gave no answer object, and the follower had no events instead. */
    NO_ANSWER
}
