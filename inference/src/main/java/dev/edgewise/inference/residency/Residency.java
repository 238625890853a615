package dev.edgewise.inference.residency;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.words.PlainReason;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The models in memory. However many ask for one at once, it is loaded once; a model in use is never unloaded; what does
 * not fit the budget pushes out what is worth least: the time to load it again, times its recent use, for each byte.
 *
 * <p>Threads: any; nothing blocks but {@link #close}. Two models are loaded at once, and unloading waits for neither. The
 * room for a model is set aside before its load begins. What it takes is measured when nothing else moves meanwhile; else
 * the estimate holds until a load of it is alone.
 *
 * @param <M> a loaded model
 */
public final class Residency<M extends AutoCloseable> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Residency.class.getName());

    private static final Fault CLOSED = Fault.of(Fault.Kind.CLOSED, "this node is shutting down; ask another node");

    private final ModelSupply<M> supply;
    private final Movers<M> movers;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Residents<M> models;

    /** One object for all leases. */
    private final Consumer<Resident<M>> releasing = this::release;

    private final Tally tally = new Tally();
    private final Room<M> room;
    private volatile ResidencySettings settings;
    private boolean closed;

    public Residency(ModelSupply<M> supply, MemoryProbe memory, ResidencySettings settings, LongSupplier nanoTime) {
        this.supply = supply;
        this.models = new Residents<>(supply);
        this.room = new Room<>(lock, models, tally, nanoTime);
        this.movers = new Movers<>(supply, memory, nanoTime);
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    /** Asks for a model; one that is not in memory begins to load, but not right after it failed to. */
    public Leased<M> lease(ModelId id) {
        return lease(id, true);
    }

    /**
     * The same for who only looks at it: that is no use, and the end of it takes no model out of memory, also one that stays
     * only while it is used.
     */
    public Leased<M> look(ModelId id) {
        return lease(id, false);
    }

    private Leased<M> lease(ModelId id, boolean use) {
        lock.lock();
        try {
            if (closed) {
                return new Leased.Refused<>(CLOSED);
            }
            Resident<M> resident = models.find(id);
            return resident == null ? new Leased.Refused<>(unknown(id)) : lease(resident, use);
        } finally {
            lock.unlock();
        }
    }

    private Leased<M> lease(Resident<M> resident, boolean use) {
        M model = resident.model;
        if (resident.state == ModelState.WARM && model != null) {
            resident.leases++;
            if (!use) {
                return new Lease<>(model, () -> looked(resident));
            }
            resident.used(nanoTime.getAsLong());
            return new Lease<>(model, resident.release(releasing));
        }
        if (resident.state == ModelState.PULLED) {
            long restNanos = resident.restNanos(nanoTime.getAsLong());
            if (restNanos > 0) {
                tally.refused(RefusalReason.RESTING);
                return new Leased.Refused<>(new Fault(
                        resident.failureKind,
                        PlainReason.of(String.valueOf(resident.failure)),
                        resident.failureKind.retryable()
                                ? Optional.of(Duration.ofNanos(restNanos))
                                : Optional.empty()));
            }
            startLoading(resident);
        }
        if (use && resident.state == ModelState.LOADING) {
            resident.awaited++;
        }
        return new Leased.Loading<>(resident.change.copy());
    }

    /** Forgets that a model failed to load, so that the next one who asks tries at once. */
    public void forgive(ModelId id) {
        lock.lock();
        try {
            Resident<M> resident = models.get(id);
            if (resident != null) {
                resident.failures = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Loads a model anew, as its supply has it now, beside the one in memory, which answers until the new one is there and
     * then leaves with its last user. Where the new one cannot be loaded the old one stays, and the view says why. A model
     * that is not in memory stays so.
     *
     * @return completes when the new one is there or nothing was to be done; fails with an {@code EngineException}
     */
    public CompletableFuture<Void> replace(ModelId id) {
        lock.lock();
        try {
            Resident<M> old = models.get(id);
            Optional<ModelPlan> plan = supply.plan(id);
            if (closed || old == null || old.state != ModelState.WARM || plan.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            Resident<M> coming = old.successor;
            if (coming != null) {
                return coming.change.copy();
            }
            var fresh = new Resident<M>(id, plan.get());
            fresh.state = ModelState.LOADING;
            fresh.change = new CompletableFuture<>();
            fresh.loads = old.loads;
            old.successor = fresh;
            // In use by its successor: nothing takes it out of memory meanwhile.
            old.leases++;
            movers.toLoad(() -> replace(old, fresh));
            return fresh.change.copy();
        } finally {
            lock.unlock();
        }
    }

    private void replace(Resident<M> old, Resident<M> fresh) {
        CompletableFuture<Void> waiting = fresh.change;
        try {
            fetch(fresh);
            lock.lock();
            try {
                fresh.pinned = old.pinned;
                // Somebody may have unloaded the old one meanwhile: then the new one is not wanted either.
                boolean wanted = old.state == ModelState.WARM;
                models.succeed(old, fresh);
                if (wanted) {
                    old.leave(UnloadReason.REPLACED);
                } else if (fresh.state == ModelState.WARM) {
                    startDraining(fresh, UnloadReason.OPERATOR);
                }
            } finally {
                lock.unlock();
            }
            waiting.complete(null);
        } catch (EngineException e) {
            kept(old, waiting, e, e.fault().message());
        } catch (IOException | RuntimeException | Error e) {
            String message =
                    "model " + fresh.id + " as it is now cannot be loaded, the one before stays: " + e.getMessage();
            kept(old, waiting, LoadFault.of(message, e), message);
        } finally {
            release(old);
        }
    }

    private void kept(Resident<M> old, CompletableFuture<Void> waiting, EngineException cause, String why) {
        LOG.log(Level.WARNING, "model {0} stays as it was: {1}", old.id, why);
        lock.lock();
        try {
            old.failure = why;
            old.successor = null;
            tally.loadFailed();
        } finally {
            lock.unlock();
        }
        waiting.completeExceptionally(cause);
    }

    /** Takes a model out of memory once nothing uses it; completes when that is done. Fails for an unknown model. */
    public CompletableFuture<Void> unload(ModelId id) {
        lock.lock();
        try {
            Resident<M> resident = models.get(id);
            if (resident == null) {
                return supply.plan(id).isPresent()
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new EngineException(unknown(id)));
            }
            resident.pinned = false;
            return switch (resident.state) {
                case ABSENT, PULLED -> CompletableFuture.completedFuture(null);
                case DRAINING -> resident.change.copy();
                case WARM -> {
                    startDraining(resident, UnloadReason.OPERATOR);
                    yield resident.change.copy();
                }
                case LOADING -> resident.change.handle((done, failed) -> null).thenCompose(loaded -> unload(id));
            };
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a model in memory whatever others want, or no longer. False when there is no such model. */
    public boolean pin(ModelId id, boolean pinned) {
        lock.lock();
        try {
            Resident<M> resident = closed ? null : models.find(id);
            if (resident == null) {
                return false;
            }
            resident.pinned = pinned;
            if (pinned && resident.state == ModelState.PULLED) {
                startLoading(resident);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has a model stay in memory for that long when nobody uses it, whatever its plan says; empty for what that says.
     * Holds until it is said otherwise.
     *
     * @return what was said before; empty for what the plan says
     * @throws EngineException if there is no such model
     */
    public Optional<KeepAlive> keep(ModelId id, Optional<KeepAlive> time) throws EngineException {
        lock.lock();
        try {
            if (closed || models.find(id) == null) {
                throw new EngineException(unknown(id));
            }
            return models.keep(id, time);
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of models that there are no more, pinned or not, once nothing uses them. To be called when the supply has changed. */
    public void dismiss() {
        lock.lock();
        try {
            models.removed().forEach(this::dismiss);
        } finally {
            lock.unlock();
        }
    }

    private void dismiss(Resident<M> resident) {
        resident.pinned = false;
        switch (resident.state) {
            case WARM -> startDraining(resident, UnloadReason.REMOVED);
            case ABSENT, PULLED -> models.left(resident);
            // What is on its way looks for itself when it is there.
            case LOADING, DRAINING -> {}
        }
    }

    /** Lets go of what has been unused for longer than its keep-alive. To be called now and then; takes next to nothing of the heap. */
    public Swept sweep() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            for (Resident<M> resident : models.current()) {
                if (goes(resident, now - resident.usedAtNanos)) {
                    startDraining(resident, UnloadReason.IDLE);
                }
            }
            return new Swept(tally.loads(), tally.unloads(), tally.refusals(RefusalReason.IN_USE), models.rest());
        } finally {
            lock.unlock();
        }
    }

    /** Changes the bounds; they count from the next load on. What failed to load may do so now: it is tried at once. */
    public void apply(ResidencySettings next) {
        lock.lock();
        try {
            if (!settings.equals(next)) {
                settings = next;
                models.current().forEach(resident -> resident.failures = 0);
            }
        } finally {
            lock.unlock();
        }
    }

    /** One model as operators see it; empty when it was never asked for. */
    public Optional<ModelView> view(ModelId id) {
        return views().stream().filter(view -> view.id().equals(id)).findFirst();
    }

    /** Every model that was ever asked for. */
    public List<ModelView> views() {
        lock.lock();
        try {
            return models.views(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** All models together. */
    public Residence residence() {
        lock.lock();
        try {
            return tally.residence(settings.budget(), models.held(), models.texts());
        } finally {
            lock.unlock();
        }
    }

    /** Frees every model. The caller sees to it that none is in use any more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            room.close();
        } finally {
            lock.unlock();
        }
        movers.close();
        for (Resident<M> resident : models.all()) {
            M model = resident.model;
            if (model != null) {
                movers.free(resident.id, model);
                resident.model = null;
                resident.state = ModelState.PULLED;
            }
            resident.change.completeExceptionally(new EngineException(CLOSED));
        }
    }

    private void release(Resident<M> resident) {
        lock.lock();
        try {
            resident.usedAtNanos = nanoTime.getAsLong();
            left(resident, true);
        } finally {
            lock.unlock();
        }
    }

    private void looked(Resident<M> resident) {
        lock.lock();
        try {
            // What was to go meanwhile goes with the next sweep.
            left(resident, false);
        } finally {
            lock.unlock();
        }
    }

    private void left(Resident<M> resident, boolean use) {
        resident.leases--;
        if (resident.leases > 0 || closed) {
            return;
        }
        if (resident.state == ModelState.DRAINING) {
            startFreeing(resident);
        } else if (use && goes(resident, 0)) {
            startDraining(resident, UnloadReason.IDLE);
        }
    }

    /** Whether its time is over: nobody uses it, and those whom it was loaded for have come, or had time to. */
    private boolean goes(Resident<M> resident, long idleNanos) {
        long loadedNanos = nanoTime.getAsLong() - resident.loadedAtNanos;
        return resident.isIdle()
                && !resident.pinned
                && models.keepAlive(resident).isOver(idleNanos)
                && (resident.awaited == 0 || loadedNanos >= settings.stayMin().toNanos());
    }

    private void startLoading(Resident<M> resident) {
        resident.awaited = 0;
        resident.state = ModelState.LOADING;
        resident.change = new CompletableFuture<>();
        movers.toLoad(() -> load(resident));
    }

    private void startDraining(Resident<M> resident, UnloadReason reason) {
        resident.leave(reason);
        if (resident.leases == 0 && !closed) {
            startFreeing(resident);
        }
    }

    private void startFreeing(Resident<M> resident) {
        resident.leaving = true;
        movers.toFree(() -> drain(resident));
    }

    private void load(Resident<M> resident) {
        CompletableFuture<Void> waiting = resident.change;
        try {
            fetch(resident);
            waiting.complete(null);
        } catch (EngineException e) {
            failed(resident, waiting, e, e.fault().message());
        } catch (IOException | RuntimeException | Error e) {
            String message = "model " + resident.id + " cannot be loaded here: " + e.getMessage();
            failed(resident, waiting, LoadFault.of(message, e), message);
        }
    }

    private void fetch(Resident<M> resident) throws EngineException, IOException {
        room.setAside(resident, () -> settings, this::drain);
        Movers.Loaded<M> loaded = movers.load(resident.id, room.allowance(resident, () -> settings));
        warm(resident, loaded);
    }

    private void warm(Resident<M> resident, Movers.Loaded<M> loaded) {
        lock.lock();
        try {
            // Loaded, more is known of it: what computes it, and so where it takes memory.
            supply.plan(resident.id).ifPresent(plan -> resident.plan = plan);
            tally.loaded(loaded.tookNanos());
            resident.warm(loaded, nanoTime.getAsLong());
            if (models.isRemoved(resident)) {
                dismiss(resident);
            }
        } finally {
            lock.unlock();
        }
    }

    /** @param why the reason with all that an operator may see */
    private void failed(Resident<M> resident, CompletableFuture<Void> waiting, EngineException cause, String why) {
        LOG.log(Level.WARNING, "model {0} is not loaded: {1}", resident.id, why);
        lock.lock();
        try {
            resident.failed(cause.fault(), why, nanoTime.getAsLong());
            tally.loadFailed();
            models.left(resident);
        } finally {
            lock.unlock();
        }
        waiting.completeExceptionally(cause);
    }

    /** Frees a model that nothing uses; on a thread that loads or frees. */
    private void drain(Resident<M> resident) {
        try {
            M model = resident.model;
            if (model != null) {
                resident.model = null;
                movers.free(resident.id, model);
            }
        } finally {
            // Whatever happened: who waits for its room would wait for ever.
            freed(resident);
        }
    }

    private void freed(Resident<M> resident) {
        CompletableFuture<Void> waiting;
        lock.lock();
        try {
            resident.state = ModelState.PULLED;
            resident.leaving = false;
            resident.reserved = false;
            resident.grown = Footprint.NONE;
            resident.later = Footprint.NONE;
            models.left(resident);
            tally.unloaded(resident.leavingFor);
            waiting = resident.change;
        } finally {
            lock.unlock();
        }
        waiting.complete(null);
    }

    private static Fault unknown(ModelId id) {
        return Fault.of(Fault.Kind.MODEL_UNKNOWN, "this node has no model " + id);
    }
}
