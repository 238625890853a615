package dev.edgewise.gateway.node;

import dev.edgewise.gateway.admin.LocalState;
import dev.edgewise.gateway.config.ModelFiles;
import dev.edgewise.gateway.config.NodeConfig;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.store.ModelReference;
import dev.edgewise.inference.store.background.BackgroundPulls;
import dev.edgewise.inference.store.background.PullNotes;
import dev.edgewise.inference.store.background.PullState;
import dev.edgewise.inference.store.background.Worker;
import dev.edgewise.routing.LocalReadiness;
import dev.edgewise.routing.LocalReadiness.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The models that the configuration names and the store has not: they are pulled while the node serves. Any thread. */
final class Pulling implements AutoCloseable {
    private static final Duration ANSWER_SOON = Duration.ofSeconds(1);
    private static final Duration ANSWER_LATE = Duration.ofMinutes(1);
    private static final String NOT_TAKEN_UP = "is here, but the configuration cannot be taken up: ";

    private final Supplier<NodeModels> models;
    private final BackgroundPulls pulls;

    /**
     * Nothing is pulled before {@link #follow}.
     *
     * @param config in force
     * @param models in force
     * @param pulled takes up what came
     * @param nanoTime a clock, in nanoseconds
     */
    Pulling(
            Supplier<NodeConfig> config,
            Supplier<NodeModels> models,
            BackgroundPulls.Arrival pulled,
            LongSupplier nanoTime) {
        this.models = models;
        this.pulls = new BackgroundPulls(
                // The hub may have changed since the last try.
                (reference, listener) -> ModelFiles.puller(config.get()).pull(reference, Optional.empty(), listener),
                pulled,
                Worker.thread("edgewise-pull"),
                new PullNotes(ModelFiles.folder(config.get().store()), InstantSource.system()),
                nanoTime);
    }

    /** Pulls what the models in force lack. */
    void follow() {
        pulls.follow(models.get().wanted());
    }

    /** Counts for metrics. */
    BackgroundPulls pulls() {
        return pulls;
    }

    /** How a model stands that is not in the store; empty for all others. */
    Optional<LocalState> state(ModelId model) {
        return models.get().absent(model).map(reference -> switch (of(reference)) {
            case PullState.Waiting _ -> new LocalState.Pulling(0, 0, 0);
            case PullState.Fetching(long bytes, long total, long rate) -> new LocalState.Pulling(bytes, total, rate);
            case PullState.Failed(String reason, int tries, Duration again) ->
                new LocalState.NotPulled(reason, tries, again.toSeconds());
            case PullState.NotTakenUp(String reason, int tries, Duration again) ->
                new LocalState.NotPulled("it " + NOT_TAKEN_UP + reason, tries, again.toSeconds());
        });
    }

    /** How soon such a model could answer; empty for all others. */
    Optional<LocalReadiness> readiness(ModelId model) {
        return models.get().absent(model).map(reference -> switch (of(reference)) {
            case PullState.Waiting _ -> new LocalReadiness(State.PULLING, ANSWER_SOON.toNanos());
            case PullState.Fetching fetching ->
                new LocalReadiness(State.PULLING, soon(fetching.left()).toNanos());
            case PullState.Failed failed ->
                new LocalReadiness(State.ABSENT, soon(failed.again()).toNanos());
            case PullState.NotTakenUp here ->
                new LocalReadiness(State.ABSENT, soon(here.again()).toNanos());
        });
    }

    /** @throws EngineException if the model is not in the store yet; it says how its pull stands */
    void require(ModelId model) throws EngineException {
        Optional<ModelReference> absent = models.get().absent(model);
        if (absent.isPresent()) {
            PullState state = of(absent.get());
            String how = switch (state) {
                case PullState.Waiting _ -> "waits to be pulled";
                case PullState.Fetching(long bytes, long total, long _) ->
                    "is being pulled" + (total > 0 ? ": " + 100 * bytes / total + " % are here" : "");
                case PullState.Failed(String reason, int _, Duration _) -> "could not be pulled: " + reason;
                case PullState.NotTakenUp(String reason, int _, Duration _) -> NOT_TAKEN_UP + reason;
            };
            Duration wait = switch (state) {
                case PullState.Waiting _ -> ANSWER_SOON;
                case PullState.Fetching fetching -> soon(fetching.left());
                case PullState.Failed failed -> soon(failed.again());
                case PullState.NotTakenUp here -> soon(here.again());
            };
            throw new EngineException(
                    new Fault(Fault.Kind.MODEL_UNAVAILABLE, absent.get() + " " + how, Optional.of(wait)));
        }
    }

    /** One that has just come and is not taken up yet waits too. */
    private PullState of(ModelReference reference) {
        return pulls.state(reference).orElseGet(PullState.Waiting::new);
    }

    private static Duration soon(Duration time) {
        return time.compareTo(ANSWER_SOON) < 0 ? ANSWER_SOON : time.compareTo(ANSWER_LATE) > 0 ? ANSWER_LATE : time;
    }

    @Override
    public void close() {
        pulls.close();
    }
}
