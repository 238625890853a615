package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.catalog.Skill;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes models ready to run. Reads and writes files and computes for long: for platform threads only. */
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
     * @return the model; the caller closes it
     * @throws IOException if its files cannot be read, or are not what they should be
     */
    public EmbeddingModel embedder(ModelCard card) throws IOException {
        if (!(card.skill() instanceof Skill.Embedding skill)) {
            throw new IOException(card.id() + " makes no vectors");
        }
        Path libraries = folder.resolve("native");
        HubTokenizer hub = HubTokenizer.of(tokenizer(card.source()), libraries);
        try {
            OnnxRuntime runtime = OnnxRuntime.start(libraries, threadsPerRun);
            OrtSession session = session(runtime, card);
            try {
                return new EmbeddingModel(card, skill, runtime, session, EncoderPorts.of(session, skill), hub);
            } catch (IOException | OrtException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            hub.close();
            throw new IOException("ONNX Runtime refuses " + card.id() + ": " + e.getMessage(), e);
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
    public TensorSession tensors(ModelCard card) throws IOException {
        try {
            OnnxRuntime runtime = OnnxRuntime.start(folder.resolve("native"), threadsPerRun);
            OrtSession session = session(runtime, card);
            try {
                return new TensorSession(runtime.environment(), session);
            } catch (IOException | OrtException | RuntimeException | Error e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new IOException("ONNX Runtime refuses " + card.id() + ": " + e.getMessage(), e);
        }
    }

    private OrtSession session(OnnxRuntime runtime, ModelCard card) throws IOException, OrtException {
        return switch (card.source()) {
            case ModelSource.Embedded(String model, String _) ->
                new PreparedModels(runtime, folder.resolve("prepared"))
                        .open(card.id().value(), JarFiles.Resource.of(model));
            case ModelSource.Folder files -> FolderSessions.open(runtime, files);
        };
    }

    private static String tokenizer(ModelSource source) throws IOException {
        return switch (source) {
            case ModelSource.Embedded(String _, String tokenizer) -> {
                try (InputStream from = JarFiles.Resource.of(tokenizer).open()) {
                    yield new String(from.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
            case ModelSource.Folder files ->
                Files.readString(files.root()
                        .resolve(files.tokenizer()
                                .orElseThrow(() -> new IOException("the folder has no tokenizer.json"))));
        };
    }
}
