package dev.edgewise.inference.catalog;

import java.nio.file.Path;
import java.util.Optional;

/** Where a model's files are. */
public sealed interface ModelSource {
    /**
     * In a jar on the class path.
     *
     * @param model resource name of the ONNX file
     * @param tokenizer resource name of the {@code tokenizer.json}
     */
    record Embedded(String model, String tokenizer) implements ModelSource {}

    /**
     * In a folder, laid out as on Hugging Face.
     *
     * @param root the folder, absolute; nothing outside it is read
     * @param model the ONNX file, relative to the folder
     * @param tokenizer the {@code tokenizer.json}, relative to the folder; empty for a model that reads no text
     * @param version what tells two states of the files apart: letters, digits and {@code -}
     * @param weightBytes size of the ONNX file and its external data, in bytes
     */
    record Folder(Path root, String model, Optional<String> tokenizer, String version, long weightBytes)
            implements ModelSource {
        /** The ONNX file. */
        public Path modelFile() {
            return root.resolve(model);
        }
    }

    /**
     * A linear head on the vectors of an embedder.
     *
     * @param folder where its file is, absolute
     * @param embedder the model whose vectors it reads
     */
    record Head(Path folder, ModelCard embedder) implements ModelSource {}
}
