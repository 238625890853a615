package dev.edgewise.inference.local;

import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.generate.Generator;
import dev.edgewise.inference.head.LinearHead;
import dev.edgewise.inference.onnx.EmbeddingModel;
import dev.edgewise.inference.onnx.ImageModel;
import dev.edgewise.inference.onnx.ScoringModel;
import dev.edgewise.inference.onnx.TensorClassifier;
import dev.edgewise.inference.onnx.TensorSession;
import java.util.Set;

/** A model in memory, ready to answer. Freed by {@link #close}, after the last answer. */
sealed interface LoadedModel extends AutoCloseable {
    @Override
    void close();

    /** Whether it reads whole texts, by tokens of its own. */
    default boolean readsTexts() {
        return this instanceof Embedder || this instanceof Scorer;
    }

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

    /**
     * Writes text, with a scheduler of its own.
     *
     * @param loaded those that are in memory, this one among them until it is closed
     */
    record Writer(Generator generator, Set<Generator> loaded) implements LoadedModel {
        @Override
        public void close() {
            loaded.remove(generator);
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

    /** Labels rows of numbers, on the threads of raw tensors. */
    record Rows(TensorClassifier model) implements LoadedModel {
        @Override
        public void close() {
            model.close();
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
