package dev.edgewise.inference.local;

import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.onnx.DecoderLoader;
import dev.edgewise.inference.onnx.EmbeddingModel;
import dev.edgewise.inference.onnx.ModelLoader;
import dev.edgewise.inference.schedule.BatchScheduler;
import dev.edgewise.inference.schedule.Load;
import dev.edgewise.inference.schedule.RowJob;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Answers from models on this node. A model is loaded when first asked for, or ahead by {@link #load}; callers of a model
 * that is loading wait within their deadline. Any number of callers.
 */
public final class LocalEngine implements Engine, AutoCloseable {
    private volatile ModelCatalog catalog;
    private final LocalLimits limits;
    private final LongSupplier nanoTime;
    private final ModelLoader loader;
    private final DecoderLoader decoders;
    private final ModelShelf shelf;
    private final BatchScheduler scheduler;

    /**
     * An engine without a loaded model: costs a few idle threads.
     *
     * @param catalog the models it answers for
     * @param folder for native libraries and prepared models, kept between starts; made when needed
     * @param nanoTime the clock of the deadlines, {@link System#nanoTime()} outside tests
     */
    public LocalEngine(ModelCatalog catalog, Path folder, LocalLimits limits, LongSupplier nanoTime) {
        this.catalog = catalog;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.loader = new ModelLoader(folder, limits.threadsPerRun());
        this.decoders = new DecoderLoader(folder.resolve("native"), limits.threadsPerRun(), limits.generation());
        this.shelf = new ModelShelf(this::load);
        this.scheduler = new BatchScheduler("edgewise-model-run", limits.schedule(), nanoTime);
    }

    /** The models it answers for. */
    public ModelCatalog catalog() {
        return catalog;
    }

    /** Answers for other models from now on. Work under way, and what is loaded, stay as they are. */
    public void serve(ModelCatalog models) {
        catalog = models;
    }

    /** How busy it is. */
    public Load load() {
        return scheduler.load();
    }

    /** The models that would answer without loading first. */
    public List<ModelId> ready() {
        return shelf.ready();
    }

    /**
     * Loads a model ahead of its first use, and waits until it is ready.
     *
     * @throws EngineException if there is no such model, it cannot be loaded, or the call's deadline passes
     * @throws InterruptedException if the calling thread is interrupted; loading goes on
     */
    public void load(ModelId model, Call call) throws EngineException, InterruptedException {
        loaded(card(model), call);
    }

    @Override
    public Answer answer(Work work, Call call) throws EngineException, InterruptedException {
        if (call.cancellation().cancelled()) {
            throw cancelled();
        }
        return switch (work) {
            case Embed embed -> embed(embed, call);
            case Generate generate -> generate(generate, call);
        };
    }

    private Embeddings embed(Embed work, Call call) throws EngineException, InterruptedException {
        ModelCard card = card(work.model());
        if (!(card.skill() instanceof Skill.Embedding skill)) {
            throw invalid(card.id() + " makes no vectors: ask for an embedding model");
        }
        check(work, card, skill);
        List<TextInput> inputs = Prompts.apply(work, skill);
        if (!(loaded(card, call) instanceof LoadedModel.Embedder(EmbeddingModel model))) {
            throw new IllegalStateException(card.id() + " was loaded as something else");
        }
        RowJob job = new RowJob(model, inputs, call.deadline());
        scheduler.submit(job);
        await(job, call);
        return new Embeddings(job.outputs(), skill.dimensions(), new Usage(job.tokens(), 0));
    }

    private Generated generate(Generate work, Call call) throws EngineException, InterruptedException {
        ModelCard card = card(work.model());
        return switch (loaded(card, call)) {
            case LoadedModel.Writer writer -> writer.generator().answer(work, call);
            case LoadedModel.Embedder _ -> throw invalid(card.id() + " writes no text: ask for a chat model");
        };
    }

    private LoadedModel load(ModelCard card) throws IOException {
        return switch (card.skill()) {
            case Skill.Embedding _ -> new LoadedModel.Embedder(loader.embedder(card));
            case Skill.Generation _ ->
                new LoadedModel.Writer(
                        new Generator(decoders.open(card), limits.generation(), nanoTime, new SecureRandom()));
            case Skill.Classification _, Skill.Reranking _, Skill.ImageClassification _, Skill.Tensors _ ->
                throw new IOException(card.id() + " is for " + card.task() + ", which this engine does not run");
        };
    }

    private ModelCard card(ModelId id) throws EngineException {
        return catalog.find(id)
                .orElseThrow(() -> EngineException.of(
                        Fault.Kind.MODEL_UNKNOWN,
                        "this node has no model " + id + "; it has "
                                + catalog.cards().stream()
                                        .map(card -> card.id().value())
                                        .collect(Collectors.joining(", "))));
    }

    private void check(Embed work, ModelCard card, Skill.Embedding skill) throws EngineException {
        if (work.inputs().isEmpty()) {
            throw invalid("there is no input: send at least one text");
        }
        if (work.inputs().size() > limits.inputsMax()) {
            throw invalid(work.inputs().size() + " inputs are too many: send at most " + limits.inputsMax());
        }
        if (work.dimensions().orElse(skill.dimensions()) != skill.dimensions()) {
            throw invalid(card.id() + " gives vectors of " + skill.dimensions()
                    + " dimensions and was not trained to be cut: leave dimensions out");
        }
        for (int i = 0; i < work.inputs().size(); i++) {
            boolean empty = switch (work.inputs().get(i)) {
                case TextInput.Text(String text) -> text.isEmpty();
                case TextInput.TokenIds ids -> ids.count() == 0;
            };
            if (empty) {
                throw invalid("input " + i + " is empty: send text");
            }
        }
    }

    private LoadedModel loaded(ModelCard card, Call call) throws EngineException, InterruptedException {
        CompletableFuture<LoadedModel> loading = shelf.model(card)
                .orElseThrow(
                        () -> EngineException.of(Fault.Kind.CLOSED, "this node is shutting down; ask another node"));
        if (loading.state() == CompletableFuture.State.SUCCESS) {
            return loading.resultNow();
        }
        CompletableFuture<LoadedModel> mine = loading.copy();
        Runnable forget = call.cancellation().onCancel(() -> mine.completeExceptionally(cancelled()));
        try {
            return get(mine, call);
        } catch (TimeoutException e) {
            throw EngineException.of(Fault.Kind.DEADLINE, card.id() + " was not loaded before the deadline; try again");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EngineException known
                    ? known
                    : new EngineException(
                            Fault.of(Fault.Kind.INTERNAL, "loading " + card.id() + " failed on this node"), e);
        } finally {
            forget.run();
        }
    }

    private void await(RowJob job, Call call) throws EngineException, InterruptedException {
        Runnable forget = call.cancellation()
                .onCancel(() -> scheduler.withdraw(job, cancelled().fault()));
        try {
            get(job.done(), call);
        } catch (TimeoutException e) {
            Fault late = Fault.of(Fault.Kind.DEADLINE, "the deadline passed while the model was running");
            scheduler.withdraw(job, late);
            throw new EngineException(late);
        } catch (InterruptedException e) {
            scheduler.withdraw(job, cancelled().fault());
            throw e;
        } catch (ExecutionException e) {
            // The scheduler fails its jobs in this one way only.
            throw (EngineException) e.getCause();
        } finally {
            forget.run();
        }
    }

    private <T> T get(CompletableFuture<T> future, Call call)
            throws ExecutionException, InterruptedException, TimeoutException {
        return call.deadline().bounded()
                ? future.get(call.deadline().remainingNanos(nanoTime.getAsLong()), TimeUnit.NANOSECONDS)
                : future.get();
    }

    private static EngineException invalid(String message) {
        return EngineException.of(Fault.Kind.INPUT_INVALID, message);
    }

    private static EngineException cancelled() {
        return EngineException.of(Fault.Kind.CANCELLED, "the caller withdrew the work");
    }

    /** Refuses new work, fails what waits, lets running batches finish, and frees the models. */
    @Override
    public void close() {
        scheduler.close();
        shelf.close();
    }
}
