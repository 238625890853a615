package dev.edgewise.inference.residency;

import dev.edgewise.inference.Fault;
import java.util.concurrent.CompletableFuture;

/**
 * What asking for a model gives.
 *
 * @param <M> a loaded model
 */
public sealed interface Leased<M> permits Lease, Leased.Loading, Leased.Refused {
    /**
     * It is on its way.
     *
     * @param done completes when asking again makes sense; fails with an {@code EngineException} when loading failed
     */
    record Loading<M>(CompletableFuture<Void> done) implements Leased<M> {}

    /** It cannot be had. */
    record Refused<M>(Fault fault) implements Leased<M> {}
}
