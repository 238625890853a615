package dev.edgewise.inference.schedule;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** How a worker looks out for work that was announced and is not there yet. Any thread. */
@FunctionalInterface
interface Lookout {
    /** A caller has its text cut within 60 µs, even where nothing is in the processor's caches. */
    long POLLING_NANOS_MAX = 80_000;

    /** Returns soon after it is there, and without it after a moment that is bounded. */
    void await(BooleanSupplier there);

    /**
     * Polls. It does not yield: on a loaded machine the core then comes back after a millisecond.
     *
     * @param nanos a clock that goes on meanwhile, in nanoseconds
     */
    static Lookout polling(LongSupplier nanos) {
        return there -> {
            long begin = nanos.getAsLong();
            while (!there.getAsBoolean() && nanos.getAsLong() - begin < POLLING_NANOS_MAX) {
                Thread.onSpinWait();
            }
        };
    }
}
