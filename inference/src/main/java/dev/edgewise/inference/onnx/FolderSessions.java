package dev.edgewise.inference.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.edgewise.inference.catalog.ModelSource;
import dev.edgewise.inference.store.scan.ModelScan;
import dev.edgewise.inference.store.scan.ScanLimits;
import java.io.IOException;

/** Sessions on models in folders. */
final class FolderSessions {
    private FolderSessions() {}

    /** Changes the options of a session before it is opened. */
    interface Change {
        void on(OrtSession.SessionOptions options) throws OrtException;
    }

    /**
     * Scans the model and opens a session on it as it lies there. The runtime maps external data into memory, so nothing
     * is copied.
     *
     * @throws IOException if the scan refuses it
     */
    static OrtSession open(OnnxRuntime runtime, ModelSource.Folder files, Change change)
            throws IOException, OrtException {
        ModelScan.scan(files.root(), files.model(), ScanLimits.DEFAULT);
        try (OrtSession.SessionOptions options = OnnxRuntime.sessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
            change.on(options);
            return runtime.environment().createSession(files.modelFile().toString(), options);
        }
    }

    /** The same on the processor. */
    static OrtSession open(OnnxRuntime runtime, ModelSource.Folder files) throws IOException, OrtException {
        return open(runtime, files, _ -> {});
    }
}
