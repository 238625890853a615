package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Cancellation;
import java.util.Optional;

/**
 * Work that one caller waits for and that shares its run with nobody, done in one turn.
 *
 * @param <T> what it gives
 */
@FunctionalInterface
public interface SoloTask<T> extends TurnTask<T> {
    /**
     * Does the work, on one of the runner's threads.
     *
     * @param stop cancelled when nobody wants the result any more: the work may then end early, in any way
     * @throws Exception if it fails; an {@code EngineException} reaches the caller as it is
     */
    T run(Cancellation stop) throws Exception;

    @Override
    default Optional<T> turn(Cancellation stop) throws Exception {
        return Optional.of(run(stop));
    }
}
