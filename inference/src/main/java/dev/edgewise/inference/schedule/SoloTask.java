package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Cancellation;

/**
 * Work that one caller waits for and that shares its run with nobody.
 *
 * @param <T> what it gives
 */
@FunctionalInterface
public interface SoloTask<T> {
    /**
     * Does the work, on one of the runner's threads.
     *
     * @param stop cancelled when nobody wants the result any more: the work may then end early, in any way
     * @throws Exception if it fails; an {@code EngineException} reaches the caller as it is
     */
    T run(Cancellation stop) throws Exception;
}
