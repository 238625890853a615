package dev.edgewise.loadtest.run;

import java.util.random.RandomGenerator;

/** How requests are spread over time at a given mean rate. */
public enum Arrivals {
    /** Independent callers: gaps drawn from an exponential distribution. */
    POISSON {
        @Override
        long gapNanos(double ratePerSecond, RandomGenerator random) {
            return Math.round(random.nextExponential() * NANOS_PER_SECOND / ratePerSecond);
        }
    },
    /** A metronome. */
    UNIFORM {
        @Override
        long gapNanos(double ratePerSecond, RandomGenerator random) {
            return Math.round(NANOS_PER_SECOND / ratePerSecond);
        }
    };

    private static final double NANOS_PER_SECOND = 1e9;

    /** The time from one request to the next. */
    abstract long gapNanos(double ratePerSecond, RandomGenerator random);
}
