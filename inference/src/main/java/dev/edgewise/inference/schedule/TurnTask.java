package dev.edgewise.inference.schedule;

import dev.edgewise.inference.Cancellation;
import java.util.Optional;

/**
 * Work that one caller waits for and that shares its runs with nobody, done in as many turns as it needs.
 *
 * @param <T> what it gives
 */
@FunctionalInterface
public interface TurnTask<T> {
    /**
     * Does the work of one turn, on one of the runner's threads; never two turns at once.
     *
     * @param stop cancelled when nobody wants the result any more: the turn may then end early, in any way
     * @return the result; empty where it needs another turn, before which others have theirs
     * @throws Exception if it fails; an {@code EngineException} reaches the caller as it is
     */
    Optional<T> turn(Cancellation stop) throws Exception;
}
