package dev.edgewise.inference;

/**
 * Told what a model writes as it writes it. Called on the thread that waits in {@link Engine#answer}, which it may block:
 * the model then pauses this answer once a few dozen pieces wait, and goes on with others.
 */
@FunctionalInterface
public interface DeltaListener {
    /** Wants to hear nothing before the whole answer. */
    DeltaListener NONE = delta -> {};

    /** The next piece. Whole characters only: an emoji is never cut. */
    void on(Delta delta);
}
