package dev.edgewise.inference.schedule;

import java.util.function.BooleanSupplier;

/** How a worker looks out for work that was announced and is not there yet. Any thread. */
@FunctionalInterface
interface Lookout {
    /** Some 20 to 50 µs. */
    int SPINS_MAX = 1_000;

    /** Returns soon after it is there, and without it after a moment that is bounded. */
    void await(BooleanSupplier there);

    /** Polls. It does not yield: on a loaded machine the core then comes back after a millisecond. */
    static void polling(BooleanSupplier there) {
        for (int spin = 0; spin < SPINS_MAX && !there.getAsBoolean(); spin++) {
            Thread.onSpinWait();
        }
    }
}
