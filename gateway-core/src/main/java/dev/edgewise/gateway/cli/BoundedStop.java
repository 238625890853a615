package dev.edgewise.gateway.cli;

import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * An end that comes, whatever it waits for: a native call of a model's graph cannot always be broken off, and its model not be
 * freed before it returns.
 *
 * @param most how long the orderly end may take
 * @param halt ends the process at once
 */
record BoundedStop(Duration most, Runnable halt) {
    private static final System.Logger LOG = System.getLogger(BoundedStop.class.getName());

    /** Runs the orderly end, and returns after it; or halts when it takes too long, or this thread is interrupted. */
    void run(Runnable end) {
        Thread ending = Thread.ofPlatform().daemon().name("edgewise-end").start(end);
        boolean ended = false;
        try {
            ended = ending.join(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            LOG.log(
                    Level.WARNING,
                    "what still runs after {0} s is cut off: a model''s native call does not return",
                    most.toSeconds());
            halt.run();
        }
    }
}
