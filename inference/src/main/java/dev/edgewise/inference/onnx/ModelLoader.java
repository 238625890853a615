package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.catalog.ModelCard;
import dev.edgewise.inference.catalog.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
        return switch (card.source()) {
            case ModelSource.Embedded(String model, String tokenizer) -> embedder(card, model, tokenizer);
        };
    }

    private EmbeddingModel embedder(ModelCard card, String model, String tokenizer) throws IOException {
        Path libraries = folder.resolve("native");
        HubTokenizer hub = HubTokenizer.of(text(tokenizer), libraries);
        try {
            OnnxRuntime runtime = OnnxRuntime.start(libraries, threadsPerRun);
            OrtSession session = new PreparedModels(runtime, folder.resolve("prepared"))
                    .open(card.id().value(), JarFiles.Resource.of(model));
            return new EmbeddingModel(card, runtime, session, hub);
        } catch (OrtException e) {
            hub.close();
            throw new IOException("ONNX Runtime refuses " + card.id() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            hub.close();
            throw e;
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream from = JarFiles.Resource.of(resource).open()) {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
