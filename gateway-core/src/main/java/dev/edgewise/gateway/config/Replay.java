package dev.edgewise.gateway.config;

/** How stored streams are sent. */
public enum Replay {
    /** Whole and at once. */
    IMMEDIATE,
    /** Event after event, as if they were being written. */
    PACED
}
