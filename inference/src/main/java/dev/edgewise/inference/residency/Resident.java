package dev.edgewise.inference.residency;

import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Residency} remembers of one model. Guarded by its lock.
 *
 * @param <M> a loaded model
 */
final class Resident<M extends AutoCloseable> {
    /** Uses count half after this time. */
    private static final double HALF_LIFE_NANOS = 60e9;
    /** After a failed load; doubled with each further one. */
    private static final long REST_NANOS = 1_000_000_000L;

    private static final long REST_NANOS_MAX = 60_000_000_000L;

    final ModelId id;
    ModelPlan plan;
    ModelState state = ModelState.PULLED;

    @Nullable
    M model;

    /** Its files as they are now, on their way into memory to take its place. */
    @Nullable
    Resident<M> successor;

    private @Nullable Runnable release;
    /** Completes when the current load or drain is over. */
    CompletableFuture<Void> change = CompletableFuture.completedFuture(null);

    /** What loading takes; the estimate until it was measured. */
    Footprint base;

    boolean measured;

    /** What it took beyond its plan since it was loaded. */
    Footprint grown = Footprint.NONE;

    /** What it took for good since it was loaded, whether there was room or not. */
    Footprint later = Footprint.NONE;

    /** While it is loading: whether its memory is set aside already. */
    boolean reserved;

    /** While it is draining: whether it is being freed, and nothing is waited for. */
    boolean leaving;

    /** Why it is draining. */
    UnloadReason leavingFor = UnloadReason.OPERATOR;

    boolean pinned;
    int leases;

    /** Callers who were told to wait for its load and have not come for it; one where nobody waited, for it was wanted. */
    int awaited;

    long loads;
    long loadNanos;
    long loadedAtNanos;
    long usedAtNanos;

    @Nullable
    String failure;

    /** Of what kind the last failure was. */
    Fault.Kind failureKind = Fault.Kind.MODEL_UNAVAILABLE;

    int failures;
    long failedAtNanos;
    private double uses;

    Resident(ModelId id, ModelPlan plan) {
        this.id = id;
        this.plan = plan;
        this.base = plan.estimate();
    }

    /** All that counts for it. */
    Footprint footprint() {
        return base.plus(later).plus(texts());
    }

    /** The least that it may do with: a measurement says too much as easily as a guess does. */
    Footprint least() {
        return leastBase().plus(texts());
    }

    /** Of that, all but keys and values. */
    Footprint leastBase() {
        return base.atMost(plan.estimate());
    }

    /** Of all that counts, keys and values. */
    Footprint texts() {
        return plan.texts().plus(grown);
    }

    /** It is in memory from now on. */
    void warm(Movers.Loaded<M> loaded, long nowNanos) {
        model = loaded.model();
        state = ModelState.WARM;
        // Who looked whether it is there is about to come, too.
        awaited = Math.max(1, awaited);
        loads++;
        loadNanos = loaded.tookNanos();
        failure = null;
        failures = 0;
        loadedAtNanos = nowNanos;
        usedAtNanos = nowNanos;
        measured(loaded.taken());
    }

    /**
     * It could not be loaded.
     *
     * @param why the reason with all that an operator may see
     */
    void failed(Fault fault, String why, long nowNanos) {
        state = ModelState.PULLED;
        failure = why;
        // What was in its way may be gone when the next one asks, but for a model that is too large by itself, or
        // refused.
        failureKind = fault.retryable() ? Fault.Kind.MODEL_UNAVAILABLE : fault.kind();
        failures++;
        failedAtNanos = nowNanos;
        reserved = false;
    }

    /**
     * It was loaded.
     *
     * @param taken what the process and the device have less since; empty where others moved at the same time
     */
    private void measured(Optional<Footprint> taken) {
        if (taken.isPresent() && taken.get().bytes() > 0) {
            // The host gives pages when texts fill them, a device gives all of it at the load.
            Footprint withoutTexts =
                    taken.get().minus(new Footprint(0, plan.texts().deviceBytes()));
            base = withoutTexts.near(plan.estimate());
            measured = true;
        } else if (!measured) {
            base = plan.estimate();
        }
    }

    /** Takes the plan of a model that is not in memory as it is now. */
    void renew(ModelPlan next) {
        plan = next;
        if (!measured) {
            base = next.estimate();
        }
    }

    /** Takes no new work from now on. */
    void leave(UnloadReason reason) {
        state = ModelState.DRAINING;
        leavingFor = reason;
        change = new CompletableFuture<>();
    }

    /** How long the next load is put off after failures, in nanoseconds from now; 0 for not at all. */
    long restNanos(long nowNanos) {
        long rest = failures == 0 ? 0 : Math.min(REST_NANOS_MAX, REST_NANOS << Math.min(failures - 1, 10));
        return Math.max(0, failedAtNanos + rest - nowNanos);
    }

    /** What the end of every lease does, the same object for all of them. */
    Runnable release(Consumer<Resident<M>> released) {
        Runnable known = release;
        if (known == null) {
            known = () -> released.accept(this);
            release = known;
        }
        return known;
    }

    void used(long nowNanos) {
        uses = recentUses(nowNanos) + 1;
        awaited = Math.max(0, awaited - 1);
        usedAtNanos = nowNanos;
    }

    double recentUses(long nowNanos) {
        return uses * Math.pow(0.5, Math.max(0, nowNanos - usedAtNanos) / HALF_LIFE_NANOS);
    }

    /** What keeping it is worth for each byte: the time to load it again, times how likely that will be needed. */
    double worth(long nowNanos) {
        return (double) Math.max(1, loadNanos)
                * (0.01 + recentUses(nowNanos))
                / Math.max(1, footprint().bytes());
    }

    /** Whether it takes memory, or memory is set aside for it. */
    boolean holdsMemory() {
        return switch (state) {
            case LOADING -> reserved;
            case WARM, DRAINING -> true;
            case ABSENT, PULLED -> false;
        };
    }

    /** Whether nobody uses it, and it is not on its way. */
    boolean rests() {
        return switch (state) {
            case ABSENT, PULLED -> true;
            case WARM -> leases == 0;
            case LOADING, DRAINING -> false;
        };
    }

    boolean isIdle() {
        return state == ModelState.WARM && leases == 0;
    }

    ModelView view(long nowNanos, KeepAlive keepAlive) {
        return new ModelView(
                id,
                state,
                leases,
                pinned,
                footprint(),
                texts(),
                measured,
                isIdle() ? Math.max(0, nowNanos - usedAtNanos) : 0,
                loads,
                loadNanos,
                keepAlive,
                failure);
    }
}
