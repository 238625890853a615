package dev.edgewise.inference.catalog;

import java.nio.file.Path;
import java.util.Optional;

/** Where a model's files are. */
public sealed interface ModelSource {
    /**
     * What tells two states of the files apart: letters, digits and {@code -}. Of models in jars and in the store it is made
     * of their content, so that nodes with the same files agree on it.
     */
    String revision();

    /**
     * In a jar on the class path.
     *
     * @param model resource name of the ONNX file
     * @param tokenizer resource name of the {@code tokenizer.json}
     * @param revision of both
     */
    record Embedded(String model, String tokenizer, String revision) implements ModelSource {}

    /**
     * In a folder, laid out as on Hugging Face.
     *
     * @param root the folder, absolute; nothing outside it is read
     * @param model the ONNX file, relative to the folder
     * @param tokenizer the {@code tokenizer.json}, relative to the folder; empty for a model that reads no text
     * @param revision of all files that a model may be made of
     * @param weightBytes size of the ONNX file and its external data, in bytes
     */
    record Folder(Path root, String model, Optional<String> tokenizer, String revision, long weightBytes)
            implements ModelSource {
        /** The ONNX file. */
        public Path modelFile() {
            return root.resolve(model);
        }
    }

    /**
     * A linear head on the vectors of an embedder.
     *
     * @param folder where its file is, absolute; a folder of the store, which is named after its content
     * @param embedder the model whose vectors it reads
     */
    record Head(Path folder, ModelCard embedder) implements ModelSource {
        @Override
        public String revision() {
            return folder.getFileName() + "-" + embedder.source().revision();
        }
    }
}
