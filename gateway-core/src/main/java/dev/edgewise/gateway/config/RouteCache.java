package dev.edgewise.gateway.config;

/** Whether the answers of a route are stored and reused. */
public enum RouteCache {
    /** Sampled ones too. */
    REUSE,
    /** None. */
    NEVER
}
