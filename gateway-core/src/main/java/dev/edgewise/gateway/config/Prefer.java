package dev.edgewise.gateway.config;

/** What matters most when an answer can come from several places. */
public enum Prefer {
    /** The first token soon. */
    LATENCY,
    /** The best answer. */
    QUALITY,
    /** The cheapest answer. */
    COST
}
