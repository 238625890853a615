package dev.edgewise.inference.local;

import dev.edgewise.inference.Answer;
import dev.edgewise.inference.Call;
import dev.edgewise.inference.Classify;
import dev.edgewise.inference.ClassifyImage;
import dev.edgewise.inference.ClassifyTensors;
import dev.edgewise.inference.Embed;
import dev.edgewise.inference.Embeddings;
import dev.edgewise.inference.Engine;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.Fault;
import dev.edgewise.inference.Generate;
import dev.edgewise.inference.Generated;
import dev.edgewise.inference.Infer;
import dev.edgewise.inference.Inferred;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.Priority;
import dev.edgewise.inference.Rerank;
import dev.edgewise.inference.TextInput;
import dev.edgewise.inference.Usage;
import dev.edgewise.inference.Work;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelCatalog;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.generate.GenerationModel;
import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.generate.SlotRoom;
import dev.edgewise.inference.head.HeadFile;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.onnx.DecoderLoader;
import dev.edgewise.inference.onnx.EmbeddingModel;
import dev.edgewise.inference.onnx.ImageModel;
import dev.edgewise.inference.onnx.ModelLoader;
import dev.edgewise.inference.onnx.ScoringModel;
import dev.edgewise.inference.onnx.TensorClassifier;
import dev.edgewise.inference.onnx.TensorSession;
import dev.edgewise.inference.provider.DeviceGauge;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.provider.ProviderChoice;
import dev.edgewise.inference.provider.ProviderPlan;
import dev.edgewise.inference.residency.Allowance;
import dev.edgewise.inference.residency.Footprint;
import dev.edgewise.inference.residency.KeepAlive;
import dev.edgewise.inference.residency.Lease;
import dev.edgewise.inference.residency.MachineMemory;
import dev.edgewise.inference.residency.ModelControl;
import dev.edgewise.inference.residency.ModelState;
import dev.edgewise.inference.residency.ModelView;
import dev.edgewise.inference.residency.ProcessMemory;
import dev.edgewise.inference.residency.Residence;
import dev.edgewise.inference.residency.Residency;
import dev.edgewise.inference.residency.ResidencySettings;
import dev.edgewise.inference.schedule.BatchScheduler;
import dev.edgewise.inference.schedule.Load;
import dev.edgewise.inference.schedule.RowJob;
import dev.edgewise.inference.schedule.RowModel;
import dev.edgewise.inference.schedule.RowNames;
import dev.edgewise.inference.schedule.SoloLimits;
import dev.edgewise.inference.schedule.SoloRunner;
import dev.edgewise.inference.tensor.Signature;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Answers from models on this node. A model is loaded when first asked for, or ahead by {@link #load}; callers of a model
 * that is loading wait within their deadline. Any number of callers.
 */
public final class LocalEngine implements Engine, AutoCloseable {
    /** Time between two looks for models whose keep-alive is over, in seconds. */
    private static final long SWEEP_SECONDS = 1;

    private final LocalLimits limits;
    private final LongSupplier nanoTime;
    private final ModelLoader loader;
    private final DecoderLoader decoders;
    private final Placements placements;
    private final ProcessMemory process = new ProcessMemory();
    private final ModelRoom room;
    private final Residency<Held> residency;
    private final ModelLender lender;
    private final Set<Generator> writers = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> sweeping;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("edgewise-model-sweep").factory());
    private final BatchScheduler scheduler;
    private final SoloRunner solo;
    private final PictureRuns pictures;
    private final Labelling labelling;

    /**
     * An engine without a loaded model: costs a few idle threads.
     *
     * @param catalog the models it answers for
     * @param folder for native libraries and prepared models, kept between starts; made when needed
     * @param nanoTime the clock of the deadlines, {@link System#nanoTime()} outside tests
     */
    public LocalEngine(ModelCatalog catalog, Path folder, LocalLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.loader = new ModelLoader(folder, limits.threadsPerRun());
        this.decoders = new DecoderLoader(folder.resolve("native"), limits.threadsPerRun(), limits.generation());
        this.placements = new Placements(folder);
        this.room = new ModelRoom(catalog, placements, limits.generation(), this::loadWarm);
        this.residency = new Residency<>(
                room, new MachineMemory(process, placements::room), ResidencySettings.of(limits.memory()), nanoTime);
        this.lender = new ModelLender(residency, room, nanoTime);
        this.scheduler = new BatchScheduler("edgewise-model-run", limits.schedule(), nanoTime);
        this.pictures =
                new PictureRuns(limits.schedule().threads(), limits.schedule().jobsQueuedMax(), nanoTime);
        this.labelling = new Labelling(new Runs(), limits.inputsMax());
        this.sweeping = sweeper.scheduleWithFixedDelay(
                new Sweep(residency, writers, MemoryRest.ofProcess(process::trim)),
                SWEEP_SECONDS,
                SWEEP_SECONDS,
                TimeUnit.SECONDS);
        this.solo = new SoloRunner(
                "edgewise-tensor-run", SoloLimits.ofThreads(limits.schedule().threads()), nanoTime);
    }

    /** Lets the labelling use this engine's models and threads. */
    private final class Runs implements Labelling.Runs {
        @Override
        public Lease<Held> lease(ModelCard card, Call call) throws EngineException, InterruptedException {
            return LocalEngine.this.lease(card.id(), call);
        }

        @Override
        public RowJob rows(RowModel model, List<TextInput> inputs, RowNames names, Call call)
                throws EngineException, InterruptedException {
            return LocalEngine.this.rows(new RowJob(model, inputs, call.deadline()).named(names), call);
        }

        @Override
        public float[] pictures(ImageModel model, ClassifyImage work, int labels, Call call)
                throws EngineException, InterruptedException {
            return pictures.run(model, work.images(), labels, call);
        }

        @Override
        public float[] tensors(RowRuns rows, TensorClassifier model, ClassifyTensors work, Runnable over, Call call)
                throws EngineException, InterruptedException {
            return solo.runInTurns(rows, model.pace(), work.bytes(), over, call);
        }
    }

    /** The model, in memory until the lease is closed. */
    Lease<Held> lease(ModelId model, Call call) throws EngineException, InterruptedException {
        return lender.lease(model, call);
    }

    /** The models it answers for. */
    public ModelCatalog catalog() {
        return room.catalog();
    }

    /**
     * Answers for other models from now on. Work under way stays as it is, and so does what is loaded, but for two kinds: a
     * model whose files are others now has the new ones loaded, and the old ones answer until they are, or for ever where they
     * cannot be; one that is no longer among them leaves memory once nothing uses it.
     *
     * @param keepAlive how long a model stays in memory when nobody uses it; those not named stay until others need room
     */
    public void serve(ModelCatalog models, Map<ModelId, KeepAlive> keepAlive) {
        room.serve(models, keepAlive);
        for (ModelId changed : room.changed()) {
            // Where it fails the old one stays, and the model's view says why.
            var _ = residency.replace(changed);
        }
        residency.dismiss();
    }

    /**
     * Says what models are computed with from their next load on; with the processor while nothing is said.
     *
     * @param others for the models that {@code plans} does not name
     */
    public void place(Map<ModelId, ProviderPlan> plans, ProviderPlan others) {
        placements.place(plans, others);
    }

    /** What each model that was loaded is computed with, and why not with what was wanted more. */
    public Map<ModelId, ProviderChoice> providers() {
        return placements.choices();
    }

    /** How often a provider was wanted, and could not be used, since the start. */
    public long providersRefused() {
        return placements.refused();
    }

    /** The memory of the device that models are placed on; empty while nothing computes there. */
    public Optional<DeviceGauge.Room> device() {
        return placements.room();
    }

    /** Changes the memory that all loaded models may take; what is over it leaves when the next one is loaded. */
    public void memory(Footprint budget) {
        residency.apply(ResidencySettings.of(budget));
    }

    /** Loads, unloads and pins models. */
    public ModelControl control() {
        return lender;
    }

    /** The models that were ever asked for, and what they take. */
    public List<ModelView> residents() {
        return residency.views();
    }

    /** Callers that wait for a model to be loaded. */
    public int waiting() {
        return lender.waiting();
    }

    /** All models together. */
    public Residence residence() {
        return residency.residence();
    }

    /**
     * How long work would wait for this model to begin; empty while it is not in memory. It then begins to load, for
     * somebody asked. Does not wait.
     */
    public Optional<Duration> untilStart(ModelId model) {
        if (!(residency.look(model) instanceof Lease<Held> lease)) {
            return Optional.empty();
        }
        try (lease) {
            return switch (lease.model().model()) {
                case LoadedModel.Embedder _, LoadedModel.Scorer _ ->
                    Optional.of(scheduler.load().untilStart());
                case LoadedModel.Head(LinearHead _, ModelId embedder) -> untilStart(embedder);
                case LoadedModel.Raw _, LoadedModel.Rows _ -> Optional.of(solo.untilStart(Priority.NORMAL));
                case LoadedModel.Pictures _ -> Optional.of(pictures.untilStart());
                case LoadedModel.Writer(Generator generator, var _) ->
                    Optional.of(generator.load().untilStart());
            };
        }
    }

    /** How busy it is. */
    public Load load() {
        return scheduler.load();
    }

    /** How busy the models that write text are. */
    public Writing writing() {
        return Writing.of(writers);
    }

    /** The models that would answer without loading first. */
    public List<ModelId> ready() {
        return residency.views().stream()
                .filter(view -> view.state() == ModelState.WARM)
                .map(ModelView::id)
                .toList();
    }

    /**
     * Loads a model ahead of its first use, and waits until it is ready.
     *
     * @throws EngineException if there is no such model, it cannot be loaded, or the call's deadline passes
     * @throws InterruptedException if the calling thread is interrupted; loading goes on
     */
    public void load(ModelId model, Call call) throws EngineException, InterruptedException {
        lender.load(card(model).id(), call);
    }

    @Override
    public Answer answer(Work work, Call call) throws EngineException, InterruptedException {
        if (call.cancellation().cancelled()) {
            throw cancelled();
        }
        return switch (work) {
            case Embed embed -> embed(embed, call);
            case Classify texts -> labelling.texts(texts, card(texts.model()), call);
            case ClassifyImage images -> labelling.images(images, card(images.model()), call);
            case ClassifyTensors rows -> labelling.rows(rows, card(rows.model()), call);
            case Rerank documents -> labelling.rerank(documents, card(documents.model()), call);
            case Generate generate -> generate(generate, call);
            case Infer infer -> infer(infer, call);
        };
    }

    private Embeddings embed(Embed work, Call call) throws EngineException, InterruptedException {
        ModelCard card = card(work.model());
        if (!(card.skill() instanceof Skill.Embedding skill)) {
            throw Inputs.invalid("model " + card.id() + " makes no vectors: ask for an embedding model");
        }
        scheduler.expect();
        check(work, card, skill);
        try (Lease<Held> lease = lender.lease(card.id(), call)) {
            if (!(lease.model().model() instanceof LoadedModel.Embedder(EmbeddingModel model))) {
                throw new IllegalStateException(card.id() + " was loaded as something else");
            }
            // The model in memory may be another than the catalogue's, where a new one is on its way.
            Skill.Embedding held = lease.model().card().skill() instanceof Skill.Embedding own ? own : skill;
            if (!held.equals(skill)) {
                check(work, card, held);
            }
            String prompt = Prompts.of(work, held);
            RowJob job = rows(new RowJob(model, work.inputs(), call.deadline(), work.tokens()).prompted(prompt), call);
            int full = model.outputsPerRow();
            int wanted = Math.min(full, work.dimensions().orElse(full));
            float[] vectors = Shortened.cut(job.outputs(), full, wanted, held.normalized());
            return new Embeddings(vectors, wanted, new Usage(job.tokens(), 0), job.tokenStates());
        }
    }

    private Generated generate(Generate work, Call call) throws EngineException, InterruptedException {
        ModelCard card = card(work.model());
        if (!(card.skill() instanceof Skill.Generation)) {
            throw Inputs.invalid("model " + card.id() + " writes no text: ask for a chat model");
        }
        try (Lease<Held> lease = lender.lease(card.id(), call)) {
            if (!(lease.model().model() instanceof LoadedModel.Writer(Generator generator, var _))) {
                throw new IllegalStateException(card.id() + " was loaded as something else");
            }
            return generator.answer(work, call);
        }
    }

    /**
     * Looks whether a text could be written at all, without writing it: reads its prompt and what it must keep to.
     *
     * @throws EngineException as {@link #answer} would
     */
    @Override
    public void check(Generate work, Call call) throws EngineException, InterruptedException {
        ModelCard card = card(work.model());
        try (Lease<Held> lease = lender.lease(card.id(), call)) {
            if (lease.model().model() instanceof LoadedModel.Writer(Generator generator, var _)) {
                generator.check(work, call);
            }
        }
    }

    private Inferred infer(Infer work, Call call) throws EngineException, InterruptedException {
        ModelCard card = card(work.model());
        Lease<Held> lease = lender.lease(card.id(), call);
        TensorSession session;
        Inferred.Classes classes;
        try {
            session = tensors(card, lease.model().model());
            classes = Labelling.classes(lease.model().card().skill());
            session.check(work);
        } catch (EngineException | RuntimeException refused) {
            lease.close();
            throw refused;
        }
        // A caller that leaves does not end the run at once: the lease goes back when the run is over.
        return new Inferred(
                solo.run(stop -> session.run(work, stop), session.pace(), work.bytes(), lease::close, call), classes);
    }

    /**
     * The tensors that a model takes and gives; loads it when need be.
     *
     * @throws EngineException if there is no such model, it is no single graph, it cannot be loaded, or the deadline passes
     * @throws InterruptedException if the calling thread is interrupted; loading goes on
     */
    public Signature signature(ModelId model, Call call) throws EngineException, InterruptedException {
        ModelCard card = card(model);
        try (Lease<Held> lease = lender.lease(card.id(), call)) {
            return tensors(card, lease.model().model()).signature();
        }
    }

    private static TensorSession tensors(ModelCard card, LoadedModel model) throws EngineException {
        return switch (model) {
            case LoadedModel.Raw raw -> raw.session();
            case LoadedModel.Embedder embedder -> embedder.model().tensors();
            case LoadedModel.Writer _ ->
                throw Inputs.invalid(
                        "model " + card.id() + " writes text step by step and takes no tensors: ask for chat");
            case LoadedModel.Scorer(ScoringModel scorer) -> scorer.tensors();
            case LoadedModel.Pictures(ImageModel pictures) -> pictures.tensors();
            case LoadedModel.Rows(TensorClassifier rows) -> rows.tensors();
            case LoadedModel.Head _ ->
                throw Inputs.invalid(
                        "model " + card.id() + " is a head on an embedder and takes no tensors: ask for labels");
        };
    }

    private LoadedModel loadWarm(ModelCard card, Placement placement, Allowance allowance) throws IOException {
        LoadedModel model = load(card, placement, allowance);
        try {
            new WarmUp(this::rows, nanoTime).run(card, model);
            return model;
        } catch (IOException | RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private LoadedModel load(ModelCard card, Placement placement, Allowance allowance) throws IOException {
        var later = new LaterTaken(allowance, process);
        return switch (card.skill()) {
            case Skill.Embedding _ -> new LoadedModel.Embedder(loader.embedder(card, placement, later));
            case Skill.Generation _ -> {
                GenerationModel decoder = decoders.open(card, placement, later);
                SlotRoom slots =
                        TextRoom.of(placement, allowance, decoder.decoder().textBytes());
                var generator = new Generator(decoder, limits.generation(), nanoTime, new SecureRandom(), slots);
                writers.add(generator);
                yield new LoadedModel.Writer(generator, writers);
            }
            case Skill.Classification _ ->
                card.source() instanceof ModelSource.Head(Path files, ModelCard embedder)
                        ? new LoadedModel.Head(HeadFile.read(files).head(), embedder.id())
                        : new LoadedModel.Scorer(loader.scorer(card, placement, later));
            case Skill.Reranking _ -> new LoadedModel.Scorer(loader.scorer(card, placement, later));
            case Skill.ImageClassification _ -> new LoadedModel.Pictures(loader.labeller(card, placement));
            case Skill.TensorClassification _ -> new LoadedModel.Rows(loader.rowLabeller(card, placement));
            case Skill.Tensors _ -> new LoadedModel.Raw(loader.tensors(card, placement));
        };
    }

    private ModelCard card(ModelId id) throws EngineException {
        ModelCard card = catalog().get(id);
        if (card != null) {
            return card;
        }
        throw EngineException.of(
                Fault.Kind.MODEL_UNKNOWN,
                "this node has no model " + id + "; it has "
                        + catalog().cards().stream()
                                .map(known -> known.id().value())
                                .collect(Collectors.joining(", ")));
    }

    private void check(Embed work, ModelCard card, Skill.Embedding skill) throws EngineException {
        Inputs.check("input", work.inputs(), limits.inputsMax());
        Shortened.check(work, card.id(), skill);
        var _ = Prompts.of(work, skill);
    }

    private RowJob rows(RowJob job, Call call) throws EngineException, InterruptedException {
        scheduler.submit(job.of(call.priority()));
        call.cancellation().listen(job);
        try {
            call.meanwhile().run();
            if (!scheduler.await(job)) {
                scheduler.withdraw(job, late().fault());
                throw late();
            }
            return job;
        } catch (EngineException e) {
            throw e.having(new Usage(job.tokensGiven(), 0));
        } catch (InterruptedException | RuntimeException e) {
            job.run();
            throw e;
        } finally {
            call.cancellation().forget(job);
        }
    }

    private static EngineException late() {
        return EngineException.of(Fault.Kind.DEADLINE, "the deadline passed while the model was running");
    }

    private static EngineException cancelled() {
        return EngineException.of(Fault.Kind.CANCELLED, "the caller withdrew the work");
    }

    /** Refuses new work, fails what waits, lets running batches finish, and frees the models. */
    @Override
    public void close() {
        sweeping.cancel(false);
        sweeper.shutdown();
        scheduler.close();
        solo.close();
        pictures.close();
        residency.close();
    }
}
