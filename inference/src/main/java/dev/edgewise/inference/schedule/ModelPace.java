package dev.edgewise.inference.schedule;

/**
 * How fast a model runs. Lives as long as the model, which has one; changes under the lock of the scheduler that runs the model.
 */
public final class ModelPace {
    private final RateMeter rate = new RateMeter();

    /** The pace of a model that has not run yet: a guess until its first batch. */
    public ModelPace() {}

    void ran(long tokens, long nanos) {
        rate.record(tokens, nanos);
    }

    /** Of one worker. */
    double tokensPerNano() {
        return rate.tokensPerNano();
    }
}
