package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.catalog.ModelSource;
import java.io.IOException;

/** Sessions on models in folders. */
final class FolderSessions {
    private FolderSessions() {}

    /**
     * Opens a session on the model as it lies there. The runtime maps external data into memory, so nothing is copied.
     */
    static OrtSession open(OnnxRuntime runtime, ModelSource.Folder files) throws IOException, OrtException {
        try (OrtSession.SessionOptions options = OnnxRuntime.sessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            return runtime.environment().createSession(files.modelFile().toString(), options);
        }
    }
}
