package dev.edgewise.inference.residency;

import dev.edgewise.inference.ModelId;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * The threads that bring models into memory and out of it, and measure what that takes. Loads are few at once, and
 * unloading waits for none of them. Any thread.
 *
 * @param <M> a loaded model
 */
final class Movers<M extends AutoCloseable> implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Movers.class.getName());

    /** Models on their way into memory at once: a slow one keeps no other waiting, and few share the disk and the cores. */
    private static final int LOADS_MAX = 2;

    private final ModelSupply<M> supply;
    private final MemoryProbe memory;
    private final LongSupplier nanoTime;
    private final Moves moves = new Moves();
    private final ExecutorService loading = Executors.newFixedThreadPool(
            LOADS_MAX,
            Thread.ofPlatform().daemon().name("edgewise-model-load-", 0).factory());
    private final ExecutorService freeing = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("edgewise-model-free").factory());

    /** Models on their way into memory or out of it now, but for the node's first. */
    private int moving;

    Movers(ModelSupply<M> supply, MemoryProbe memory, LongSupplier nanoTime) {
        this.supply = supply;
        this.memory = memory;
        this.nanoTime = nanoTime;
    }

    /**
     * A model that was loaded.
     *
     * @param taken what there is less of since; empty where other models moved at the same time
     */
    record Loaded<M>(M model, Optional<Footprint> taken, long tookNanos) {}

    void toLoad(Runnable task) {
        loading.execute(task);
    }

    void toFree(Runnable task) {
        freeing.execute(task);
    }

    Loaded<M> load(ModelId id, Allowance allowance) throws IOException {
        long move = moves.begin();
        boolean alone = false;
        M model;
        Footprint taken;
        long began = nanoTime.getAsLong();
        // The first is part of the node's start, which is not to pay for it; little has been allocated then, and
        // nothing freed.
        boolean first = moves.isFirst();
        if (!first) {
            memory.sharpen();
        }
        try {
            Footprint before = memory.used();
            model = first ? supply.load(id, allowance) : loadApart(id, allowance);
            taken = takenSince(before, model, first);
        } finally {
            alone = moves.end(move);
        }
        return new Loaded<>(model, alone ? Optional.of(taken) : Optional.empty(), nanoTime.getAsLong() - began);
    }

    private M loadApart(ModelId id, Allowance allowance) throws IOException {
        boolean loaded = false;
        moves(1);
        try {
            M model = supply.load(id, allowance);
            loaded = true;
            return model;
        } finally {
            moves(-1);
            if (!loaded) {
                // What it had read until it failed.
                memory.trim();
            }
        }
    }

    private synchronized void moves(int more) {
        boolean some = moving > 0;
        moving += more;
        if (some != moving > 0) {
            memory.moving(moving > 0);
        }
    }

    private Footprint takenSince(Footprint before, M model, boolean first) {
        try {
            Footprint taken = memory.used().minus(before);
            if (!first) {
                // A load frees as much as it keeps.
                memory.trim();
            }
            return taken;
        } catch (RuntimeException | Error e) {
            // Nobody gets it, so nobody else frees it.
            try {
                model.close();
            } catch (Exception | Error closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    void free(ModelId id, M model) {
        long move = moves.begin();
        moves(1);
        try {
            model.close();
            memory.trim();
        } catch (Exception | Error e) {
            LOG.log(Level.ERROR, "freeing model " + id + " failed", e);
        } finally {
            moves(-1);
            moves.end(move);
        }
    }

    /** Waits for what is under way, so that nothing native is left behind. */
    @Override
    public void close() {
        loading.close();
        freeing.close();
    }
}
