package dev.edgewise.gateway.config;

/** The least important lines that are written. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
