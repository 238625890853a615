package dev.edgewise.inference;

/** Does work with a model. */
@FunctionalInterface
public interface Engine {
    /**
     * Computes the answer and waits for it.
     *
     * <p>Made for virtual threads, also those whose carrier is an event loop: the calling thread only validates, hands
     * over to bounded threads of the engine, and parks. Any number of callers at once.
     *
     * @param call how long the caller waits, and how it stops waiting
     * @return the answer kind that {@code work} names
     * @throws EngineException if there is no answer; its fault says why and whether to try again
     * @throws InterruptedException if the calling thread is interrupted; the work is then withdrawn
     */
    Answer answer(Work work, Call call) throws EngineException, InterruptedException;

    /**
     * Looks whether a text could be written at all, where that can be told without writing it; loads the model for it.
     *
     * @throws EngineException as {@link #answer} would for the same work
     * @throws InterruptedException if the calling thread is interrupted
     */
    default void check(Generate work, Call call) throws EngineException, InterruptedException {}
}
