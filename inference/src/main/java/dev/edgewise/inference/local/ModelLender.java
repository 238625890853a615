package dev.edgewise.inference.local;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.Lease;
import dev.edgewise.inference.residency.Leased;
import dev.edgewise.inference.residency.ModelControl;
import dev.edgewise.inference.residency.ModelState;
import dev.edgewise.inference.residency.Residency;
import dev.edgewise.inference.words.PlainReason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Lends models to work, and moves them at an operator's word; callers wait within their patience. Any thread. */
final class ModelLender implements ModelControl {
    private final Residency<Held> residency;
    private final ModelRoom room;
    private final LongSupplier nanoTime;
    private final AtomicInteger waiting = new AtomicInteger();

    ModelLender(Residency<Held> residency, ModelRoom room, LongSupplier nanoTime) {
        this.residency = residency;
        this.room = room;
        this.nanoTime = nanoTime;
    }

    /**
     * The model, in memory until the lease is closed.
     *
     * @throws EngineException if there is no such model, it cannot be loaded, or the call ends first
     * @throws InterruptedException if the calling thread is interrupted; loading goes on
     */
    Lease<Held> lease(ModelId id, Call call) throws EngineException, InterruptedException {
        return lease(id, call, true);
    }

    private Lease<Held> lease(ModelId id, Call call, boolean use) throws EngineException, InterruptedException {
        while (true) {
            switch (use ? residency.lease(id) : residency.look(id)) {
                case Lease<Held> lease -> {
                    tell(call, id, lease);
                    return lease;
                }
                case Leased.Loading<Held> loading -> {
                    waiting.incrementAndGet();
                    try {
                        await(loading.done(), call, id + " was not loaded before the deadline; try again");
                    } finally {
                        waiting.decrementAndGet();
                    }
                }
                case Leased.Refused<Held> refused -> throw new EngineException(refused.fault());
            }
        }
    }

    /** Callers that wait for a model to be loaded. */
    int waiting() {
        return waiting.get();
    }

    /** Which files answer: what is stored under the name of others would outlive them. */
    private void tell(Call call, ModelId id, Lease<Held> lease) {
        try {
            ModelCard card = lease.model().card();
            call.witness().used(id, card.revision(), room.isCurrent(card));
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    @Override
    public List<Standing> states() {
        return room.catalog().cards().stream()
                .map(card -> residency
                        .view(card.id())
                        .map(view -> new Standing(
                                card.id(),
                                view.state(),
                                view.pinned(),
                                Optional.ofNullable(view.failure()).map(PlainReason::of)))
                        .orElseGet(() -> new Standing(card.id(), ModelState.PULLED, false, Optional.empty())))
                .toList();
    }

    @Override
    public void load(ModelId model, Call call) throws EngineException, InterruptedException {
        residency.forgive(model);
        // Loaded for others: that it is there now is no use of it.
        lease(model, call, false).close();
        if (room.changed().contains(model)) {
            await(residency.replace(model), call, model + " is still loading anew; the one before answers meanwhile");
        }
    }

    @Override
    public void unload(ModelId model, Call call) throws EngineException, InterruptedException {
        await(residency.unload(model), call, model + " is still in use; it leaves memory when its work is done");
    }

    @Override
    public void pin(ModelId model, boolean pinned) throws EngineException {
        if (!residency.pin(model, pinned)) {
            throw EngineException.of(Fault.Kind.MODEL_UNKNOWN, "this node has no model " + model);
        }
    }

    @Override
    public Optional<KeepAlive> keep(ModelId model, Optional<KeepAlive> time) throws EngineException {
        return residency.keep(model, time);
    }

    private void await(CompletableFuture<Void> change, Call call, String late)
            throws EngineException, InterruptedException {
        Runnable forget = call.cancellation()
                .onCancel(() -> change.completeExceptionally(
                        EngineException.of(Fault.Kind.CANCELLED, "the caller withdrew the work")));
        try {
            if (call.deadline().bounded()) {
                change.get(call.deadline().remainingNanos(nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
            } else {
                change.get();
            }
        } catch (TimeoutException e) {
            throw EngineException.of(Fault.Kind.DEADLINE, late);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException known
                    ? known
                    : new EngineException(Fault.of(Fault.Kind.INTERNAL, "moving a model failed on this node"), e);
        } finally {
            forget.run();
        }
    }
}
