package dev.edgewise.inference.version;

import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Deadline;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.version.VersionListener.Outcome;
import dev.edgewise.inference.version.VersionListener.Role;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose models have versions. A canary gets its share of the work, as soon as it is in memory; a shadow does the
 * active version's work once more behind its back, one piece at a time: what comes meanwhile it leaves out. Any thread.
 */
public final class VersionedEngine implements Engine {
    private static final Duration SHADOW_TIME_MAX = Duration.ofSeconds(30);

    /** What a shadow says must agree by this much to count as the same. */
    private static final double SAME = 0.99;

    private final Engine engine;
    private final Predicate<ModelId> ready;
    private final DoubleSupplier random;
    private final LongSupplier nanoTime;
    private final VersionListener listener;
    private final Executor beside;
    private final Semaphore shadowing = new Semaphore(1);
    private volatile Map<ModelId, Versions> byActive = Map.of();

    /** By canary, its active version. */
    private volatile Map<ModelId, ModelId> canaries = Map.of();

    /**
     * Versions over an engine that has all of them.
     *
     * @param ready whether a model would answer without loading first; asking begins to load it
     * @param random from 0 to less than 1
     * @param nanoTime the clock of deadlines
     * @param beside what a shadow computes on, beside the caller that has its answer
     */
    public VersionedEngine(
            Engine engine,
            Predicate<ModelId> ready,
            DoubleSupplier random,
            LongSupplier nanoTime,
            VersionListener listener,
            Executor beside) {
        this.engine = engine;
        this.ready = ready;
        this.random = random;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.beside = beside;
    }

    /** Has other versions from now on; models not named have one. */
    public void serve(Iterable<Versions> versions) {
        Map<ModelId, Versions> active = new HashMap<>();
        Map<ModelId, ModelId> canary = new HashMap<>();
        for (Versions each : versions) {
            active.putIfAbsent(each.active(), each);
            each.canary().ifPresent(of -> canary.putIfAbsent(of.model(), each.active()));
        }
        byActive = Map.copyOf(active);
        canaries = Map.copyOf(canary);
    }

    /** The version that is to do the next piece of work of a model. */
    public ModelId choose(ModelId active) {
        Versions versions = byActive.get(active);
        if (versions == null || versions.canary().isEmpty()) {
            return active;
        }
        Versions.Canary canary = versions.canary().get();
        return random.getAsDouble() * 100 < canary.sharePercent() && ready.test(canary.model())
                ? canary.model()
                : active;
    }

    @Override
    public Answer answer(Work work, Call call) throws EngineException, InterruptedException {
        Versions versions = byActive.get(work.model());
        ModelId canaryOf = canaries.get(work.model());
        if (versions == null && canaryOf == null) {
            return engine.answer(work, call);
        }
        ModelId active = canaryOf == null || versions != null ? work.model() : canaryOf;
        Role role = active.equals(work.model()) ? Role.ACTIVE : Role.CANARY;
        try {
            Answer answer = engine.answer(work, call);
            listener.answered(active, work.model(), role, Outcome.ANSWERED);
            if (versions != null && versions.shadow().isPresent()) {
                shadow(versions.shadow().get(), work, answer);
            }
            return answer;
        } catch (EngineException e) {
            listener.answered(active, work.model(), role, Outcome.FAILED);
            throw e;
        }
    }

    @Override
    public void check(Generate work, Call call) throws EngineException, InterruptedException {
        engine.check(work, call);
    }

    private void shadow(ModelId shadow, Work work, Answer answer) {
        if (!shadowing.tryAcquire()) {
            listener.answered(work.model(), shadow, Role.SHADOW, Outcome.LEFT_OUT);
            return;
        }
        try {
            beside.execute(() -> {
                try {
                    Outcome outcome = compared(shadow, work, answer);
                    listener.answered(work.model(), shadow, Role.SHADOW, outcome);
                } finally {
                    shadowing.release();
                }
            });
        } catch (Throwable notStarted) {
            shadowing.release();
            throw notStarted;
        }
    }

    private Outcome compared(ModelId shadow, Work work, Answer answer) {
        Answer other = quietly(Works.by(shadow, work));
        if (other == null) {
            return Outcome.FAILED;
        }
        return Agreement.of(answer, other) >= SAME ? Outcome.AGREED : Outcome.DIFFERED;
    }

    private @Nullable Answer quietly(Work work) {
        try {
            return engine.answer(
                    work, Call.until(Deadline.after(SHADOW_TIME_MAX, nanoTime.getAsLong()), Priority.BACKGROUND));
        } catch (EngineException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
