package dev.edgewise.inference.catalog;

/** Where a model's files are. */
public sealed interface ModelSource {
    /**
     * In a jar on the class path.
     *
     * @param model resource name of the ONNX file
     * @param tokenizer resource name of the {@code tokenizer.json}
     */
    record Embedded(String model, String tokenizer) implements ModelSource {}
}
