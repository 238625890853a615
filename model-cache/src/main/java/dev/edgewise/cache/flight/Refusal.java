package dev.edgewise.cache.flight;

/** Which bound kept a caller out of a flight: it asks upstream alone. */
public enum Refusal {
    /** As many flights as may be are in the air. */
    FLIGHTS_MAX,
    /** The key's flight has as many followers as it may have. */
    FOLLOWERS_MAX,
    /** The key's flight no longer holds its first bytes. */
    RECORDED_BYTES_MAX,
    /** The key's flight took off too long ago. */
    JOIN_AGE_MAX
}
