package dev.edgewise.gateway.config;

/** How a log line is written. */
public enum LogFormat {
    /** One JSON object a line. */
    JSON,
    /** For people. */
    TEXT
}
