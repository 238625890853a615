package dev.edgewise.inference.store.pull;

/** Hears of {@link PullEvent}s, on the thread that pulls. Must be quick and must not throw. */
@FunctionalInterface
public interface PullListener {
    /** Hears nothing. */
    PullListener SILENT = event -> {};

    /** An event. */
    void on(PullEvent event);
}
