package dev.edgewise.inference.residency;

import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sets memory aside before it is taken, so that what is loaded at the same time counts with it. Any thread.
 *
 * @param <M> a loaded model
 */
final class Room<M extends AutoCloseable> {
    private final ReentrantLock lock;
    private final Residents<M> models;
    private final Tally tally;
    private final LongSupplier nanoTime;
    private boolean closed;

    /** @param lock guards everything else */
    Room(ReentrantLock lock, Residents<M> models, Tally tally, LongSupplier nanoTime) {
        this.lock = lock;
        this.models = models;
        this.tally = tally;
        this.nanoTime = nanoTime;
    }

    /**
     * Has others leave until there is room for a model, which then counts as in memory. May take as long as freeing takes.
     *
     * @param free frees a model that nothing uses; called without the lock
     * @throws EngineException if there is no room, or this was closed
     */
    void setAside(Resident<M> newcomer, Supplier<ResidencySettings> settings, Consumer<Resident<M>> free)
            throws EngineException {
        List<CompletableFuture<Void>> awaited = new ArrayList<>();
        do {
            awaited.forEach(CompletableFuture::join);
            awaited.clear();
            attempt(newcomer, settings.get(), awaited).forEach(free);
        } while (!awaited.isEmpty());
    }

    /**
     * @param awaited gets what has to end before another attempt; empty when the memory is set aside
     * @return who is to be freed
     */
    private List<Resident<M>> attempt(
            Resident<M> newcomer, ResidencySettings settings, List<CompletableFuture<Void>> awaited)
            throws EngineException {
        lock.lock();
        try {
            if (closed) {
                throw EngineException.of(Fault.Kind.CLOSED, "this node is shutting down; ask another node");
            }
            return switch (Eviction.choose(newcomer, models.all(), settings, nanoTime.getAsLong())) {
                case Eviction.Choice.Leave<M> leave -> {
                    newcomer.reserved = true;
                    leave.victims().forEach(victim -> {
                        victim.leave(UnloadReason.EVICTED);
                        victim.leaving = true;
                    });
                    yield leave.victims();
                }
                case Eviction.Choice.Await<M> await -> {
                    await.leaving().forEach(resident -> awaited.add(resident.change.copy()));
                    yield List.of();
                }
                case Eviction.Choice.Later<M> _ -> {
                    tally.refused(RefusalReason.IN_USE);
                    throw NoRoom.now(newcomer, settings);
                }
                case Eviction.Choice.Never<M> _ -> {
                    tally.refused(NoRoom.reason(newcomer, settings.budget()));
                    throw NoRoom.ever(newcomer, settings.budget());
                }
            };
        } finally {
            lock.unlock();
        }
    }

    /** What a model may take beyond its plan once it is loaded. */
    Allowance allowance(Resident<M> resident, Supplier<ResidencySettings> settings) {
        return new Allowance() {
            @Override
            public boolean grow(Footprint more) {
                return Room.this.grow(resident, more, settings.get().budget());
            }

            @Override
            public void giveBack(Footprint less) {
                Room.this.giveBack(resident, less);
            }

            @Override
            public void took(Footprint more) {
                Room.this.took(resident, more);
            }
        };
    }

    private boolean grow(Resident<M> resident, Footprint more, Footprint budget) {
        lock.lock();
        try {
            boolean fits = resident.state == ModelState.WARM
                    && models.held().plus(more).fitsIn(budget);
            if (fits) {
                resident.grown = resident.grown.plus(more);
            } else {
                tally.refused(RefusalReason.GROWTH);
            }
            return fits;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Resident<M> resident, Footprint less) {
        lock.lock();
        try {
            resident.grown = resident.grown.minus(less);
        } finally {
            lock.unlock();
        }
    }

    private void took(Resident<M> resident, Footprint more) {
        lock.lock();
        try {
            if (resident.state != ModelState.LOADING) {
                resident.later = resident.later.plus(more);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sets nothing more aside. Under the lock. */
    void close() {
        closed = true;
    }
}
