package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Priority;

/**
 * How fast a model runs, and how many tokens for it are queued. Lives as long as the model, which has one; changes under the
 * lock of the scheduler that runs the model.
 */
public final class ModelPace {
    private static final int CLASSES = Priority.values().length;

    private final RateMeter rate = new RateMeter();
    private final int[] tokensQueued = new int[CLASSES];

    /** The pace of a model that has not run yet: a guess until its first batch. */
    public ModelPace() {}

    void ran(long tokens, long nanos) {
        rate.record(tokens, nanos);
    }

    void queued(Priority priority, int tokens) {
        tokensQueued[priority.ordinal()] += tokens;
    }

    boolean idle() {
        for (int tokens : tokensQueued) {
            if (tokens != 0) {
                return false;
            }
        }
        return true;
    }

    /** How long one worker takes for what is queued of a class and of those before it. */
    double nanosQueued(Priority priority) {
        long tokens = 0;
        for (int i = 0; i <= priority.ordinal(); i++) {
            tokens += tokensQueued[i];
        }
        return tokens / rate.tokensPerNano();
    }
}
