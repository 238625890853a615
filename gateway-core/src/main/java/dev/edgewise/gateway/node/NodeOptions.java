package dev.edgewise.gateway.node;

import dev.edgewise.gateway.request.NodeClock;
import java.io.OutputStream;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * What a node takes from outside its configuration, so that tests can give it their own.
 *
 * @param clock both clocks
 * @param random for ids and jitter
 * @param requestLog where request lines go
 */
public record NodeOptions(NodeClock clock, RandomGenerator random, OutputStream requestLog) {
    /** The machine's clocks and randomness, and request lines on standard output. */
    public static NodeOptions system() {
        return new NodeOptions(
                NodeClock.system(),
                // Event loops share it, which the JDK's own generators do not bear.
                () -> ThreadLocalRandom.current().nextLong(),
                new java.io.FileOutputStream(java.io.FileDescriptor.out));
    }
}
