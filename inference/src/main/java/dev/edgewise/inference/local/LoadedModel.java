package dev.edgewise.inference.local;

import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.onnx.EmbeddingModel;
import dev.edgewise.inference.onnx.TensorSession;

/** A model in memory, ready to answer. Freed by {@link #close}, after the last answer. */
sealed interface LoadedModel extends AutoCloseable {
    @Override
    void close();

    /** Makes vectors; run by the engine's one scheduler. */
    record Embedder(EmbeddingModel model) implements LoadedModel {
        @Override
        public void close() {
            model.close();
        }
    }

    /** Tensors in, tensors out, and nothing else. */
    record Raw(TensorSession session) implements LoadedModel {
        @Override
        public void close() {
            session.close();
        }
    }

    /** Writes text, with a scheduler of its own. */
    record Writer(Generator generator) implements LoadedModel {
        @Override
        public void close() {
            generator.close();
        }
    }
}
