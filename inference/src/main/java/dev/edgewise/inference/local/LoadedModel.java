package dev.edgewise.inference.local;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.onnx.EmbeddingModel;
import dev.edgewise.inference.onnx.ImageModel;
import dev.edgewise.inference.onnx.ScoringModel;
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

    /** Gives logits for texts or pairs; run by the engine's one scheduler. */
    record Scorer(ScoringModel model) implements LoadedModel {
        @Override
        public void close() {
            model.close();
        }
    }

    /** Weights on the vectors of an embedder, which is a loaded model of its own. */
    record Head(LinearHead head, ModelId embedder) implements LoadedModel {
        @Override
        public void close() {
            // Weights on the heap: nothing to free.
        }
    }

    /** Labels pictures, on threads of their own. */
    record Pictures(ImageModel model) implements LoadedModel {
        @Override
        public void close() {
            model.close();
        }
    }
}
