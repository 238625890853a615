package dev.edgewise.gateway.config.source;

/**
 * Something wrong in a configuration. It never contains a secret or a value from the environment.
 *
 * @param at where
 * @param path the setting, such as {@code cache.ttl}; empty when none is meant
 * @param message what was expected and what was found
 * @param severity whether the configuration can be used all the same
 */
public record Problem(At at, String path, String message, Severity severity) {

    /** Whether a configuration with this problem can be used. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** One line: place, setting, message. */
    public String show() {
        return at + ": " + (severity == Severity.WARNING ? "warning: " : "") + (path.isEmpty() ? "" : path + ": ")
                + message;
    }
}
