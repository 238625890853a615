package dev.edgewise.inference.schedule;

/**
 * How long a turn of a model's work takes lately. Lives as long as the model, which has one; changes under the lock of the
 * {@link SoloRunner} that runs it.
 */
public final class TurnPace {
    private static final double WEIGHT_OF_NEWEST = 0.1;

    private double nanosPerTurn;

    /** Of a model that has not run yet: its turns count nothing until the first is over. */
    public TurnPace() {}

    void took(long nanos) {
        nanosPerTurn += nanosPerTurn == 0 ? nanos : WEIGHT_OF_NEWEST * (nanos - nanosPerTurn);
    }

    double nanosPerTurn() {
        return nanosPerTurn;
    }
}
