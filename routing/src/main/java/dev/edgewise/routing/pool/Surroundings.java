package dev.edgewise.routing.pool;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * What a cluster takes from outside, so that tests can give it virtual time.
 *
 * @param nanos a clock in nanoseconds that never goes back
 * @param random 64 random bits a call, from any thread
 * @param load what the servers say about their load
 */
public record Surroundings(LongSupplier nanos, LongSupplier random, EndpointLoad load) {

    /** The machine's clock and randomness, and servers that say nothing. */
    public static final Surroundings SYSTEM =
            new Surroundings(System::nanoTime, () -> ThreadLocalRandom.current().nextLong(), EndpointLoad.UNKNOWN);
}
