package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.EngineException;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import dev.edgewise.inference.provider.Placement;
import dev.edgewise.inference.provider.Provider;
import dev.edgewise.inference.provider.Sameness;
import dev.edgewise.inference.store.scan.ModelScan;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes models ready to run, each with what its placement wants and can have. Reads and writes files and computes for long: for platform
 * threads only.
 */
public final class ModelLoader {
    private final Path folder;
    private final int threadsPerRun;

    /**
     * A loader that starts the native libraries with the first model.
     *
     * @param folder for native libraries and prepared models, kept between starts; made when needed
     * @param threadsPerRun threads of one model run, its caller's included
     */
    public ModelLoader(Path folder, int threadsPerRun) {
        this.folder = folder;
        this.threadsPerRun = threadsPerRun;
    }

    /**
     * Loads an embedder.
     *
     * @param memory hears what the model takes beyond its load
     * @return the model; the caller closes it
     * @throws IOException if its files cannot be read, or are not what they should be
     */
    public EmbeddingModel embedder(ModelCard card, Placement placement, LateMemory memory) throws IOException {
        if (!(card.skill() instanceof Skill.Embedding skill)) {
            throw new IOException(card.id() + " makes no vectors");
        }
        return text(
                card,
                placement,
                memory,
                (runtime, session, onDevice, hub) -> new EmbeddingModel(
                        card, skill, runtime, session, EncoderPorts.of(session, skill), onDevice, hub));
    }

    /** The same on the processor alone. */
    public EmbeddingModel embedder(ModelCard card) throws IOException {
        return embedder(card, Placement.onCpu(), LateMemory.UNCOUNTED);
    }

    /**
     * Loads a model that gives logits for texts, or for pairs of texts.
     *
     * @param memory hears what the model takes beyond its load
     * @return the model; the caller closes it
     * @throws IOException if its files cannot be read, or are not what they should be
     */
    public ScoringModel scorer(ModelCard card, Placement placement, LateMemory memory) throws IOException {
        ScoringModel.Shape shape = switch (card.skill()) {
            case Skill.Classification skill ->
                new ScoringModel.Shape(
                        false,
                        skill.labels().size(),
                        skill.tokensMax(),
                        skill.vocabularySize(),
                        skill.rowsPerBatchMax());
            case Skill.Reranking skill ->
                new ScoringModel.Shape(true, 1, skill.tokensMax(), skill.vocabularySize(), skill.rowsPerBatchMax());
            case Skill.Embedding _,
                    Skill.Generation _,
                    Skill.ImageClassification _,
                    Skill.TensorClassification _,
                    Skill.Tensors _ -> throw new IOException(card.id() + " gives no logits of texts");
        };
        return text(
                card,
                placement,
                memory,
                (runtime, session, onDevice, hub) -> new ScoringModel(
                        card, shape, runtime, session, EncoderPorts.ofLogits(session, shape.width()), onDevice, hub));
    }

    /** The same on the processor alone. */
    public ScoringModel scorer(ModelCard card) throws IOException {
        return scorer(card, Placement.onCpu(), LateMemory.UNCOUNTED);
    }

    /**
     * Loads a model that labels pictures.
     *
     * @return the model; the caller closes it
     * @throws IOException if its files cannot be read, or are not what they should be
     */
    public ImageModel labeller(ModelCard card, Placement placement) throws IOException {
        if (!(card.skill() instanceof Skill.ImageClassification skill)) {
            throw new IOException(card.id() + " labels no pictures");
        }
        try {
            OnnxRuntime runtime = OnnxRuntime.start(folder.resolve("native"), threadsPerRun);
            OrtSession session = session(runtime, card, placement);
            try {
                return new ImageModel(skill, runtime, session);
            } catch (IOException | OrtException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw refused(card, e);
        }
    }

    /**
     * Loads a model that labels rows of numbers.
     *
     * @return the model; the caller closes it
     * @throws IOException if its file cannot be read, or is not what it should be
     */
    public TensorClassifier rowLabeller(ModelCard card, Placement placement) throws IOException {
        if (!(card.skill() instanceof Skill.TensorClassification skill)) {
            throw new IOException(card.id() + " labels no tensors");
        }
        TensorSession session = tensors(card, placement);
        try {
            return new TensorClassifier(skill, session);
        } catch (IOException | RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    /** Makes a model of what it needs. */
    private interface Assembly<M> {
        M of(OnnxRuntime runtime, OrtSession session, boolean onDevice, Tokenizer hub)
                throws IOException, OrtException, EngineException;
    }

    private <M> M text(ModelCard card, Placement placement, LateMemory memory, Assembly<M> assembly)
            throws IOException {
        Path libraries = folder.resolve("native");
        Tokenizer hub = JavaTokenizer.orLibrary(() -> tokenizer(card.source()), libraries, memory);
        try {
            OnnxRuntime runtime = OnnxRuntime.start(libraries, threadsPerRun);
            OrtSession session = session(runtime, card, placement);
            boolean onDevice =
                    placement.choice().map(made -> made.used().onDevice()).orElse(false);
            try {
                return assembly.of(runtime, session, onDevice, hub);
            } catch (IOException | OrtException | EngineException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (OrtException | EngineException e) {
            hub.close();
            throw refused(card, e);
        } catch (IOException | RuntimeException | Error e) {
            hub.close();
            throw e;
        }
    }

    /**
     * Loads a model to be run on tensors.
     *
     * @return the model; the caller closes it
     * @throws IOException if its file cannot be read, or is not what it should be
     */
    public TensorSession tensors(ModelCard card, Placement placement) throws IOException {
        try {
            OnnxRuntime runtime = OnnxRuntime.start(folder.resolve("native"), threadsPerRun);
            OrtSession session = session(runtime, card, placement);
            try {
                return new TensorSession(runtime, session);
            } catch (IOException | OrtException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime refuses " + card.id() + ": " + e.getMessage(), e);
        }
    }

    private static IOException refused(ModelCard card, Exception e) {
        return new IOException("ONNX Runtime refuses " + card.id() + ": " + e.getMessage(), e);
    }

    private OrtSession session(OnnxRuntime runtime, ModelCard card, Placement placement)
            throws IOException, OrtException {
        ProviderOptions providers = new ProviderOptions(placement.plan(), prepared());
        try {
            return new ProviderChain<OrtSession>(
                            provider -> session(runtime, card, provider, providers),
                            (opened, onCpu) -> SessionSelfTest.difference(runtime, opened, onCpu, sameness(card)),
                            Sessions::close)
                    .open(card.id().value(), placement);
        } catch (EngineException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private OrtSession session(OnnxRuntime runtime, ModelCard card, Provider provider, ProviderOptions providers)
            throws IOException, OrtException {
        runtime.provide(provider);
        return switch (card.source()) {
            case ModelSource.Embedded(String model, String _, String _) -> {
                PreparedModels models = new PreparedModels(runtime, prepared());
                JarFiles.Resource file = JarFiles.Resource.of(model);
                yield provider.onDevice()
                        ? models.openUnprepared(file, options -> providers.add(options, provider))
                        : models.open(card.id().value(), file);
            }
            case ModelSource.Folder files ->
                FolderSessions.open(runtime, files, options -> providers.add(options, provider));
            case ModelSource.Head _ -> throw new IOException(card.id() + " is a head, not a graph");
        };
    }

    private static Sameness sameness(ModelCard card) throws IOException {
        return switch (card.source()) {
            case ModelSource.Folder files ->
                Sameness.of(ModelScan.scan(files.root(), files.model(), ScanLimits.DEFAULT)
                        .operators());
            case ModelSource.Embedded _, ModelSource.Head _ -> Sameness.OF_EIGHT_BITS;
        };
    }

    private Path prepared() {
        return folder.resolve("prepared");
    }

    private static InputStream tokenizer(ModelSource source) throws IOException {
        return switch (source) {
            case ModelSource.Embedded(String _, String tokenizer, String _) ->
                JarFiles.Resource.of(tokenizer).open();
            case ModelSource.Folder files ->
                Files.newInputStream(files.root()
                        .resolve(files.tokenizer()
                                .orElseThrow(() -> new IOException("the folder has no tokenizer.json"))));
            case ModelSource.Head _ -> throw new IOException("a head has no tokenizer");
        };
    }
}
