package dev.edgewise.gateway.cli;

import java.util.logging.LogManager;

/**
 * Keeps the log working while the process stops. The standard manager takes all handlers away in a shutdown hook of its
 * own, and what a draining node has to say would be lost.
 */
public final class LastingLogManager extends LogManager {
    private static volatile boolean lasting;

    /** From now on nothing takes handlers away. */
    static void last() {
        lasting = true;
    }

    @Override
    public void reset() {
        if (!lasting) {
            super.reset();
        }
    }
}
