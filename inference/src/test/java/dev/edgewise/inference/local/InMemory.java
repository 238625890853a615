package dev.edgewise.inference.local;

import dev.edgewise.inference.Call;
import dev.edgewise.inference.ModelId;
import dev.edgewise.inference.onnx.EmbeddingModel;

/** Shows an engine's own models, for bare runs of the very sessions that it uses. */
public final class InMemory {
    private InMemory() {}

    /** The embedder, loaded when need be; good as long as it stays in memory. */
    public static EmbeddingModel embedder(LocalEngine engine, ModelId id) throws Exception {
        try (var lease = engine.lease(id, Call.patient())) {
            return ((LoadedModel.Embedder) lease.model().model()).model();
        }
    }
}
